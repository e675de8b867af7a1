import Crypto
import Essentials
import HTTPMessage

/// Signs requests for one set of credentials, region and service.
public struct Signer: Sendable {
    private let credentials: Credentials
    private let region: String
    private let service: String
    private let keys = SigningKeyCache(capacity: 1)

    /// Header fields that hops change on the way, and those that signing replaces.
    ///
    /// Source: IAM user guide, "Create a signed AWS API request", the note on hop-by-hop headers.
    private static let unsignedHeaders: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    public init(credentials: Credentials, region: String, service: String) {
        (self.credentials, self.region, self.service) = (credentials, region, service)
    }

    /// Adds `x-amz-date`, `x-amz-security-token` and `authorization` (and `x-amz-content-sha256` for S3).
    /// The head must carry `host`; earlier signatures are replaced.
    public func sign(_ head: inout HTTPRequestHead, body: [UInt8], at now: Timestamp) throws(AuthenticationError) {
        let timestamp = CivilTime(now).basic
        let scope = scope(at: timestamp)
        let digest = Hex.encodedBytes(Array(SHA256.hash(data: body)))
        var headers = Self.unauthenticated(head.headers)
        headers.add("x-amz-date", timestamp)
        if let token = credentials.sessionToken { headers.add("x-amz-security-token", token) }
        if scope.isS3 { headers.add("x-amz-content-sha256", String(decoding: digest, as: UTF8.self)) }
        head.headers = headers
        let signedHeaders = Self.signedHeaders(of: headers)
        let signature = try signature(
            of: head, signedHeaders: signedHeaders, payload: digest, timestamp: timestamp, scope: scope)
        head.headers.add(
            "authorization",
            "\(AuthorizationHeader.algorithm) Credential=\(credential(scope)), SignedHeaders=\(signedHeaders), "
                + "Signature=\(signature)")
    }

    /// Makes the target a presigned one, good for `lifetime`: 1 second to 7 days.
    public func presign(
        _ head: inout HTTPRequestHead, body: [UInt8] = [], lifetime: TimeSpan, at now: Timestamp
    ) throws(AuthenticationError) {
        let timestamp = CivilTime(now).basic
        let scope = scope(at: timestamp)
        head.headers = Self.unauthenticated(head.headers)
        let signedHeaders = Self.signedHeaders(of: head.headers)
        var parameters = [
            ("X-Amz-Algorithm", AuthorizationHeader.algorithm), ("X-Amz-Credential", credential(scope)),
            ("X-Amz-Date", timestamp), ("X-Amz-Expires", String(lifetime.milliseconds / 1000)),
            ("X-Amz-SignedHeaders", signedHeaders),
        ]
        if let token = credentials.sessionToken { parameters.append(("X-Amz-Security-Token", token)) }
        let addition = parameters.map { "\($0)=\(PercentEncoding.encoded($1))" }.joined(separator: "&")
        head.target += (head.query == nil ? "?" : "&") + addition
        let payload =
            scope.isS3
            ? Array(PayloadDeclaration.unsignedLiteral.utf8) : Hex.encodedBytes(Array(SHA256.hash(data: body)))
        let signature = try signature(
            of: head, signedHeaders: signedHeaders, payload: payload, timestamp: timestamp, scope: scope)
        head.target += "&X-Amz-Signature=" + signature
    }

    private func signature(
        of head: HTTPRequestHead, signedHeaders: String, payload: [UInt8], timestamp: String, scope: CredentialScope
    ) throws(AuthenticationError) -> String {
        var canonical: [UInt8] = []
        canonical.reserveCapacity(1024)
        try CanonicalRequest(head: head, signedHeaders: signedHeaders, isS3: scope.isS3)
            .append(to: &canonical, spelling: .asSent, payload: payload, omitting: [])
        let text = CanonicalRequest.stringToSign(canonical, timestamp: timestamp, scope: scope)
        return Hex.encode(key(for: scope).signature(of: text))
    }

    private func key(for scope: CredentialScope) -> SigningKey {
        let owner = SigningKeyCache.Owner(accessKeyID: credentials.accessKeyID, scope: scope)
        if let known = keys.find(owner, secret: credentials.secret) { return known }
        let key = SigningKey(secret: credentials.secret, scope: scope)
        keys.remember(key, of: owner, secret: credentials.secret)
        return key
    }

    private func scope(at timestamp: String) -> CredentialScope {
        CredentialScope(date: String(timestamp.prefix(8)), region: region, service: service)
    }

    private func credential(_ scope: CredentialScope) -> String {
        "\(credentials.accessKeyID)/\(scope.date)/\(scope.region)/\(scope.service)/\(CredentialScope.terminator)"
    }

    private static func unauthenticated(_ headers: HTTPHeaders) -> HTTPHeaders {
        var kept = HTTPHeaders()
        kept.reserveCapacity(headers.fields.count + 4)
        for field in headers.fields {
            switch field.name {
            case "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256": continue
            default: kept.add(field.name, field.value)
            }
        }
        return kept
    }

    private static func signedHeaders(of headers: HTTPHeaders) -> String {
        var names = headers.fields.map(\.name).filter { !unsignedHeaders.contains($0) }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var text = ""
        text.reserveCapacity(128)
        var previous: String?
        for name in names where name != previous {
            if previous != nil { text += ";" }
            text += name
            previous = name
        }
        return text
    }
}
