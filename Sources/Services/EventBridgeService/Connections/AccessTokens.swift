import Essentials
import ServiceKit
import Store
import Synchronization

/// The access tokens of OAuth connections, in memory until shortly before they expire.
final class AccessTokens: Sendable {
    private struct Key: Hashable {
        let connection: RecordKey
        let revision: Int
    }

    private struct Token {
        let value: String
        let expiry: Timestamp
    }

    private let tokens = Mutex<[Key: Token]>([:])
    private static let limit = 10_000
    /// A token that has no longer to go is replaced.
    private static let margin = TimeSpan.seconds(60)

    func token(
        of connection: ConnectionRecord, _ secrets: ConnectionSecrets, at now: Timestamp,
        over outbound: any OutboundHTTP
    ) async throws(TokenRefusal) -> String {
        let key = Key(connection: connection.key, revision: connection.revision)
        if let known = tokens.withLock({ $0[key] }), now + Self.margin < known.expiry { return known.value }
        let answer = try await TokenRequest(connection: connection, secrets: secrets).send(over: outbound)
        tokens.withLock { tokens in
            if tokens.count >= Self.limit { tokens.removeAll() }
            tokens[key] = Token(value: answer.token, expiry: now + answer.lifetime)
        }
        return answer.token
    }

    /// To be called where a token was refused: the next request asks for another.
    func forget(_ connection: ConnectionRecord) {
        tokens.withLock { $0[Key(connection: connection.key, revision: connection.revision)] = nil }
    }
}

/// Why there is no access token. The reason is shown to the connection's owner; it holds nothing secret.
struct TokenRefusal: Error, Sendable {
    let reason: String
    /// Whether the endpoint has answered, so that asking again is of no use.
    let isFinal: Bool
}

/// Asks for an access token: the client credentials grant, the client by HTTP Basic authentication.
///
/// Source: RFC 6749 sections 2.3.1 and 4.4.
struct TokenRequest {
    let connection: ConnectionRecord
    let secrets: ConnectionSecrets

    private static let timeout = Duration.seconds(5)

    func send(over outbound: any OutboundHTTP) async throws(TokenRefusal) -> (token: String, lifetime: TimeSpan) {
        guard let endpoint = connection.tokenEndpoint.flatMap(EndpointURL.init) else {
            throw TokenRefusal(reason: "The authorization endpoint is not a valid URL.", isFinal: true)
        }
        let response: OutboundResponse
        do {
            response = try await outbound.send(request(to: endpoint))
        } catch {
            throw TokenRefusal(reason: "The authorization endpoint could not be reached.", isFinal: false)
        }
        guard (200..<300).contains(response.status) else {
            throw TokenRefusal(
                reason: "The authorization endpoint returned the status code \(response.status).",
                isFinal: response.status < 500 && response.status != 429)
        }
        guard let json = try? JSON(parsing: response.body), let token = json["access_token"]?.string, !token.isEmpty
        else {
            throw TokenRefusal(
                reason: "The authorization endpoint returned no access token.", isFinal: true)
        }
        return (token, .seconds(min(max(json["expires_in"]?.integer ?? 3600, 0), 86_400 * 30)))
    }

    private func request(to endpoint: EndpointURL) -> OutboundRequest {
        var form = secrets.authorization.body.map { (name: $0.key, value: $0.value) }
        if !form.contains(where: { $0.name == "grant_type" }) { form.append(("grant_type", "client_credentials")) }
        let isGet = connection.tokenMethod == "GET"
        let pairs = secrets.authorization.query.map { (name: $0.key, value: $0.value) } + (isGet ? form : [])
        let query = [endpoint.query, pairs.isEmpty ? nil : EndpointURL.form(pairs)].compactMap { $0 }
        let user = "\(EndpointURL.escape(connection.identity)):\(EndpointURL.escape(secrets.secret))"
        var headers = secrets.authorization.headers.map { (name: $0.key, value: $0.value) }
        headers.append(("authorization", "Basic \(Base64.encode(Array(user.utf8)))"))
        headers.append(("accept", "application/json"))
        headers.append(("user-agent", "Amazon/EventBridge/ApiDestinations"))
        if !isGet { headers.append(("content-type", "application/x-www-form-urlencoded")) }
        return OutboundRequest(
            method: connection.tokenMethod ?? "POST", host: endpoint.host, port: endpoint.port,
            target: endpoint.path + (query.isEmpty ? "" : "?\(query.joined(separator: "&"))"), headers: headers,
            body: isGet ? [] : Array(EndpointURL.form(form).utf8), timeout: Self.timeout)
    }
}
