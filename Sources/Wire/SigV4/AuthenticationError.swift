import Essentials

/// Why a request could not be authenticated. ``fault(in:)`` gives AWS's code, status and wording.
///
/// No case carries a secret: a session token in a canonical request is masked.
public enum AuthenticationError: Error, Sendable, Equatable {
    /// The request carries no signature at all.
    case missingAuthenticationToken
    /// A signature in the header and another in the query, or either of them twice.
    case multipleMechanisms
    /// The signature's parameters are missing or malformed.
    case incompleteSignature(IncompleteSignature)
    /// The credential is scoped to another day, region, service or terminator.
    case wrongScope(ScopeMismatch)
    /// `host` is not among the signed headers.
    case hostNotSigned
    /// These `x-amz-` headers are present and not signed.
    case headersNotSigned([String])
    /// The computed signature differs. The calculation is told for header-signed requests.
    case signatureDoesNotMatch(SignatureCalculation?)
    /// `x-amz-content-sha256` is not the body's.
    case contentHashMismatch
    /// `x-amz-content-sha256` is neither a digest nor a literal that the service takes.
    case contentHashInvalid
    /// S3 wants `x-amz-content-sha256` and there is none.
    case contentHashMissing
    /// Signed longer ago than the tolerated skew.
    case signatureExpired(signed: Timestamp, now: Timestamp, skew: TimeSpan)
    /// Signed further ahead than the tolerated skew.
    case signatureNotYetCurrent(signed: Timestamp, now: Timestamp, skew: TimeSpan)
    /// A presigned URL outlived its `X-Amz-Expires`.
    case requestExpired
    /// The access key id is not known, or not active.
    case unknownAccessKey
    /// The session token is not one of ours, or not this access key's.
    case invalidSessionToken
    /// The temporary credentials have expired.
    case expiredToken
}

/// What is missing or malformed in a signature's parameters.
public enum IncompleteSignature: Sendable, Equatable {
    case emptyAuthorization
    /// A piece without `=`. The digest is the Base64 SHA-256 of the `Authorization` header, as AWS tells it.
    case missingEqualSign(headerDigest: String)
    case missingHeaderParameters([HeaderParameter], headerDigest: String)
    case missingQueryParameters([QueryParameter])
    case repeatedParameter(String)
    case unsupportedAlgorithm(String)
    case credentialShape(String)
    case malformedDate(String)
    case malformedExpires(ExpiresFault)

    public enum HeaderParameter: String, Sendable, CaseIterable {
        case credential = "Credential"
        case signature = "Signature"
        case signedHeaders = "SignedHeaders"
        /// `X-Amz-Date` or `Date`.
        case date = "Date"
    }

    public enum QueryParameter: String, Sendable, CaseIterable {
        case algorithm = "X-Amz-Algorithm"
        case credential = "X-Amz-Credential"
        case signature = "X-Amz-Signature"
        case signedHeaders = "X-Amz-SignedHeaders"
        case date = "X-Amz-Date"
        case expires = "X-Amz-Expires"
    }

    public enum ExpiresFault: Sendable, Equatable {
        case notANumber
        case notPositive
        case moreThanAWeek
    }
}

/// Which element of the credential scope is wrong.
public enum ScopeMismatch: Sendable, Equatable {
    /// `credential` and `request` are `YYYYMMDD`; `timestamp` is `YYYYMMDDTHHMMSSZ`.
    case date(credential: String, request: String, timestamp: String)
    case region(got: String)
    case service(expected: String)
    case terminator(got: String)
}

/// What the server computed, for a client to compare with.
public struct SignatureCalculation: Sendable, Equatable {
    public let canonicalRequest: String
    public let stringToSign: String
}
