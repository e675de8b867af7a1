import Crypto
import Essentials
import HTTPMessage

/// Writes a request in the one form that its signature covers.
///
/// Source: IAM user guide, "Create a signed AWS API request", "Create a canonical request".
struct CanonicalRequest {
    let head: HTTPRequestHead
    /// Lower-case, sorted, unique names joined by `;`.
    let signedHeaders: String
    let isS3: Bool

    /// How the target's bytes are taken.
    enum Spelling: CaseIterable {
        /// As they were sent, which is how SDKs sign.
        case asSent
        /// As AWS documents: decoded and encoded again, so that a client may send `$` where it signed `%24`.
        /// Both denote the same resource.
        case respelled
    }

    /// The most header fields that are looked at: matching them takes time in the square of their number.
    private static let mostFields = 256

    /// Appends the canonical request to `output`.
    ///
    /// - Parameters:
    ///   - payload: what the last line says: the digest in hexadecimal, or a literal.
    ///   - omitted: names of query parameters that are no part of it.
    func append(
        to output: inout [UInt8], spelling: Spelling, payload: [UInt8], omitting omitted: [StaticString]
    ) throws(AuthenticationError) {
        // A line break in any part would let one request be read as another.
        guard head.headers.fields.count <= Self.mostFields, !head.method.utf8.contains(where: { $0 <= ASCII.space }),
            !head.target.utf8.contains(where: { $0 <= ASCII.space })
        else { throw .signatureDoesNotMatch(nil) }
        output.append(contentsOf: head.method.utf8)
        output.append(ASCII.newline)
        head.target.withBytes { target in
            let path = target.prefix { $0 != ASCII.question }
            CanonicalPath.append(path, isS3: isS3, spelling: spelling, to: &output)
            output.append(ASCII.newline)
            CanonicalQuery.append(
                target[path.endIndex...].dropFirst(), spelling: spelling, omitting: omitted, to: &output)
        }
        output.append(ASCII.newline)
        try CanonicalHeaders.append(head.headers.fields, signed: signedHeaders, to: &output)
        output.append(ASCII.newline)
        output.append(contentsOf: signedHeaders.utf8)
        output.append(ASCII.newline)
        output.append(contentsOf: payload)
    }

    /// The string to sign for a canonical request.
    static func stringToSign(_ canonicalRequest: [UInt8], timestamp: String, scope: CredentialScope) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(192)
        output.append(contentsOf: AuthorizationHeader.algorithm.utf8)
        output.append(ASCII.newline)
        output.append(contentsOf: timestamp.utf8)
        output.append(ASCII.newline)
        scope.append(to: &output)
        output.append(ASCII.newline)
        output.append(contentsOf: Hex.encodedBytes(Array(SHA256.hash(data: canonicalRequest))))
        return output
    }
}
