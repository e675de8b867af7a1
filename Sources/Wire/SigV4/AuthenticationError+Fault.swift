import Essentials

extension AuthenticationError {
    /// AWS's code, HTTP status and wording for this error.
    ///
    /// Sources: the "Common Errors" page of each API reference; IAM user guide, "Troubleshoot Signature Version 4
    /// signing"; S3 API reference, "Error responses".
    public func fault(in dialect: ErrorDialect) -> AuthenticationFault {
        dialect == .s3 ? s3Fault : serviceFault(in: dialect)
    }

    private func serviceFault(in dialect: ErrorDialect) -> AuthenticationFault {
        let isQuery = dialect == .query
        // awsJson services answer 400 to everything that is the client's fault.
        let forbidden = dialect == .json ? 400 : 403
        func mismatch(_ text: String, explanation: String? = nil) -> AuthenticationFault {
            AuthenticationFault(
                isQuery ? "SignatureDoesNotMatch" : "InvalidSignatureException", forbidden, text,
                explanation: explanation)
        }
        func exception(_ code: String, _ status: Int, _ text: String) -> AuthenticationFault {
            AuthenticationFault(isQuery ? code : code + "Exception", status, text)
        }
        switch self {
        case .missingAuthenticationToken:
            return exception("MissingAuthenticationToken", forbidden, "Request is missing Authentication Token")
        case .multipleMechanisms:
            return exception("IncompleteSignature", 400, Wording.oneMechanism)
        case .incompleteSignature(let reason):
            return exception("IncompleteSignature", 400, reason.message)
        case .wrongScope(let scope): return mismatch(scope.message)
        case .hostNotSigned:
            return mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
        case .headersNotSigned: return mismatch(Wording.headersNotSigned)
        case .signatureDoesNotMatch(let calculation):
            return mismatch(Wording.signatureDoesNotMatch, explanation: calculation?.explanation)
        case .contentHashMismatch: return mismatch(Wording.signatureDoesNotMatch)
        case .contentHashInvalid: return mismatch(Wording.contentHashInvalid)
        case .contentHashMissing: return mismatch(Wording.contentHashMissing)
        case .signatureExpired(let signed, let now, let skew):
            return mismatch(Wording.expired(signed: signed, now: now, skew: skew))
        case .signatureNotYetCurrent(let signed, let now, let skew):
            return mismatch(Wording.notYetCurrent(signed: signed, now: now, skew: skew))
        case .requestExpired: return AuthenticationFault("RequestExpired", 400, "Request has expired.")
        case .unknownAccessKey, .invalidSessionToken:
            return AuthenticationFault(
                isQuery ? "InvalidClientTokenId" : "UnrecognizedClientException", forbidden,
                "The security token included in the request is invalid.")
        case .expiredToken:
            return exception("ExpiredToken", forbidden, "The security token included in the request is expired")
        }
    }

    private var s3Fault: AuthenticationFault {
        switch self {
        case .missingAuthenticationToken: AuthenticationFault("AccessDenied", 403, "Access Denied")
        case .multipleMechanisms: AuthenticationFault("InvalidArgument", 400, Wording.oneMechanism)
        case .incompleteSignature(.missingQueryParameters), .incompleteSignature(.malformedExpires):
            AuthenticationFault("AuthorizationQueryParametersError", 400, message(or: ""))
        case .incompleteSignature(.malformedDate):
            AuthenticationFault(
                "AccessDenied", 403, "AWS authentication requires a valid Date or x-amz-date header")
        case .incompleteSignature, .wrongScope:
            AuthenticationFault(
                "AuthorizationHeaderMalformed", 400, "The authorization header is malformed; " + message(or: ""))
        case .hostNotSigned, .headersNotSigned: AuthenticationFault("AccessDenied", 403, Wording.headersNotSigned)
        case .signatureDoesNotMatch(let calculation):
            AuthenticationFault(
                "SignatureDoesNotMatch", 403, Wording.s3SignatureDoesNotMatch,
                explanation: calculation?.explanation)
        case .contentHashMismatch:
            AuthenticationFault(
                "XAmzContentSHA256Mismatch", 400,
                "The provided 'x-amz-content-sha256' header does not match what was computed.")
        case .contentHashInvalid: AuthenticationFault("InvalidArgument", 400, Wording.contentHashInvalid)
        case .contentHashMissing: AuthenticationFault("InvalidRequest", 400, Wording.contentHashMissing)
        case .signatureExpired, .signatureNotYetCurrent:
            AuthenticationFault(
                "RequestTimeTooSkewed", 403,
                "The difference between the request time and the current time is too large.")
        case .requestExpired: AuthenticationFault("AccessDenied", 403, "Request has expired")
        case .unknownAccessKey:
            AuthenticationFault(
                "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.")
        case .invalidSessionToken:
            AuthenticationFault("InvalidToken", 400, "The provided token is malformed or otherwise invalid.")
        case .expiredToken: AuthenticationFault("ExpiredToken", 400, "The provided token has expired.")
        }
    }

    private func message(or other: String) -> String {
        switch self {
        case .incompleteSignature(let reason): reason.message
        case .wrongScope(let scope): scope.message
        default: other
        }
    }
}

/// AWS's sentences that more than one dialect uses, or that carry values.
private enum Wording {
    static let oneMechanism =
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
        + "parameter or the Authorization header should be specified"
    static let headersNotSigned = "There were headers present in the request which were not signed"
    static let signatureDoesNotMatch =
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
        + "Access Key and signing method. Consult the service documentation for details."
    static let s3SignatureDoesNotMatch =
        "The request signature we calculated does not match the signature you provided. Check your key and signing "
        + "method."
    static let contentHashInvalid =
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        + "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value."
    static let contentHashMissing = "Missing required header for this request: x-amz-content-sha256"

    static func expired(signed: Timestamp, now: Timestamp, skew: TimeSpan) -> String {
        "Signature expired: \(basic(signed)) is now earlier than \(basic(now - skew)) "
            + "(\(basic(now)) - \(minutes(skew)) min.)"
    }

    static func notYetCurrent(signed: Timestamp, now: Timestamp, skew: TimeSpan) -> String {
        "Signature not yet current: \(basic(signed)) is still later than \(basic(now + skew)) "
            + "(\(basic(now)) + \(minutes(skew)) min.)"
    }

    private static func basic(_ instant: Timestamp) -> String { CivilTime(instant).basic }
    private static func minutes(_ span: TimeSpan) -> Int64 { span.milliseconds / 60_000 }
}
