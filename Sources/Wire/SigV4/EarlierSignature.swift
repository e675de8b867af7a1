import Crypto
import Essentials
import HTTPMessage

/// A signature of version 2 in a URL's query. SDKs still presign so for S3 in us-east-1.
///
/// Source: Amazon S3 user guide, "Signing and authenticating REST requests (AWS signature version 2)", "Query string request
/// authentication alternative".
public struct EarlierSignature: Sendable {
    public let accessKeyID: String
    public let sessionToken: String?
    private let signature: [UInt8]
    /// Seconds since 1970.
    private let expires: Int64
    private let parameters: [(name: String, value: String?)]

    /// Nil where the query is not signed so. Throws where it is, and something of it is malformed.
    public init?(_ head: HTTPRequestHead) throws(AuthenticationError) {
        guard let query = head.query, query.utf8.count <= 8192 else { return nil }
        let parameters = query.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                name: PercentEncoding.decoded(parts[0].utf8),
                value: parts.count == 2 ? PercentEncoding.decoded(parts[1].utf8) : nil
            )
        }
        func value(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
        guard let accessKeyID = value("AWSAccessKeyId"), let signature = value("Signature"),
            let expires = value("Expires")
        else { return nil }
        guard let bytes = Base64.decode(signature), let time = Int64(expires) else {
            throw .signatureDoesNotMatch(nil)
        }
        (self.accessKeyID, self.signature, self.expires, self.parameters) = (accessKeyID, bytes, time, parameters)
        sessionToken = value("x-amz-security-token")
    }

    /// - Parameter path: of the request, as on the wire, with the bucket in it
    /// - Throws: `requestExpired`, `signatureDoesNotMatch`
    public func verify(
        _ head: HTTPRequestHead, path: String, secret: SecretAccessKey, now: Timestamp
    ) throws(AuthenticationError) {
        guard now.seconds <= expires else { throw .requestExpired }
        let key = SymmetricKey(data: secret.prefixed.dropFirst(4))
        guard
            HMAC<Insecure.SHA1>.isValidAuthenticationCode(
                signature, authenticating: Array(stringToSign(head, path).utf8), using: key)
        else { throw .signatureDoesNotMatch(nil) }
    }

    private func stringToSign(_ head: HTTPRequestHead, _ path: String) -> String {
        func field(_ name: String) -> String {
            parameters.first { $0.name.lowercased() == name }?.value ?? head.headers[name] ?? ""
        }
        return [
            head.method, field("content-md5"), field("content-type"), String(expires),
            amazonHeaders(head) + resource(path),
        ].joined(separator: "\n")
    }

    /// Those that a client would have sent as headers stand in the query.
    private func amazonHeaders(_ head: HTTPRequestHead) -> String {
        var values: [String: [String]] = [:]
        for field in head.headers.fields where field.name.lowercased().hasPrefix("x-amz-") {
            values[field.name.lowercased(), default: []].append(field.value)
        }
        for (name, value) in parameters where name.lowercased().hasPrefix("x-amz-") {
            values[name.lowercased(), default: []].append(value ?? "")
        }
        return values.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.joined(separator: ","))\n" }.joined()
    }

    private func resource(_ path: String) -> String {
        let signed = parameters.filter { Self.subresources.contains($0.name) }.sorted { $0.name < $1.name }
        guard !signed.isEmpty else { return path }
        let items = signed.map { item in item.value.map { "\(item.name)=\($0)" } ?? item.name }
        return "\(path)?\(items.joined(separator: "&"))"
    }

    private static let subresources: Set = [
        "accelerate", "acl", "analytics", "cors", "defaultObjectAcl", "delete", "inventory", "lifecycle", "location",
        "logging", "metrics", "notification", "object-lock", "partNumber", "policy", "replication", "requestPayment",
        "response-cache-control", "response-content-disposition", "response-content-encoding",
        "response-content-language", "response-content-type", "response-expires", "restore", "select", "select-type",
        "storageClass", "tagging", "torrent", "uploadId", "uploads", "versionId", "versioning", "versions", "website",
    ]
}
