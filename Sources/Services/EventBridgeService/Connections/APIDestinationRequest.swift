import Essentials
import ServiceKit

/// The request to an API destination: the endpoint, filled in by the target, with what the connection adds.
struct APIDestinationRequest {
    private let endpoint: EndpointURL
    private let method: String
    private let target: String
    private let headers: [(name: String, value: String)]
    private let body: [UInt8]

    /// Set by EventBridge, or sent by none of its requests.
    /// Source: EventBridge user guide, "Headers in requests to API destinations".
    private static let removed: Set<String> = [
        "a-im", "accept-charset", "accept-datetime", "accept-encoding", "cache-control", "connection",
        "content-encoding", "content-length", "content-md5", "date", "expect", "forwarded", "from", "host",
        "http2-settings", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since",
        "max-forwards", "origin", "pragma", "proxy-authorization", "range", "referer", "te", "trailer",
        "transfer-encoding", "user-agent", "upgrade", "via", "warning",
    ]

    /// Nil where the endpoint is no URL once it is filled in.
    init?(
        _ destination: ApiDestinationRecord, _ input: TargetInput, _ added: HTTPParameterSet,
        _ authorization: (name: String, value: String)
    ) throws(InputTemplate.TemplateTooLong) {
        let http = input.target.http
        guard let endpoint = EndpointURL(Self.fill(destination.endpoint, http?.path ?? [], input)) else { return nil }
        self.endpoint = endpoint
        method = destination.method
        var query = (http?.query ?? [:]).sorted { $0.key < $1.key }.map {
            (name: $0.key, value: input.dynamic($0.value))
        }
        query += added.query.map { (name: $0.key, value: $0.value) }
        let parts = [endpoint.query, query.isEmpty ? nil : EndpointURL.form(query)].compactMap { $0 }
        target = endpoint.path + (parts.isEmpty ? "" : "?\(parts.joined(separator: "&"))")
        body = Self.body(try input.text(), added.body)
        headers = Self.headers(http?.headers ?? [:], input, added, authorization)
    }

    func outbound(timeout: Duration) -> OutboundRequest {
        OutboundRequest(
            method: method, host: endpoint.host, port: endpoint.port, target: target, headers: headers,
            body: ["GET", "HEAD", "OPTIONS"].contains(method) ? [] : body, timeout: timeout, responseLimit: 1_048_576)
    }

    /// Each `*` of the endpoint stands for one of the target's values, escaped as a part of a path.
    private static func fill(_ endpoint: String, _ values: [String], _ input: TargetInput) -> String {
        var rest = values[...]
        return endpoint.reduce(into: "") { filled, character in
            if character == "*", let value = rest.popFirst() {
                filled += EndpointURL.escape(input.dynamic(value))
            } else {
                filled.append(character)
            }
        }
    }

    private static func headers(
        _ own: [String: String], _ input: TargetInput, _ added: HTTPParameterSet,
        _ authorization: (name: String, value: String)
    ) -> [(name: String, value: String)] {
        var headers = own.sorted { $0.key < $1.key }.map { (name: $0.key, value: input.dynamic($0.value)) }
        for parameter in added.headers { set(parameter.key, parameter.value, in: &headers) }
        headers.removeAll { removed.contains($0.name.lowercased()) || !isSafe($0.value) }
        if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            headers.append(("Content-Type", "application/json; charset=utf-8"))
        }
        set(authorization.name, authorization.value, in: &headers)
        headers.append(("User-Agent", "Amazon/EventBridge/ApiDestinations"))
        headers.append(("Range", "bytes=0-1048575"))
        return headers
    }

    private static func set(_ name: String, _ value: String, in headers: inout [(name: String, value: String)]) {
        headers.removeAll { $0.name.lowercased() == name.lowercased() }
        headers.append((name, value))
    }

    /// What comes out of an event must not begin another header.
    private static func isSafe(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 }
    }

    /// The connection's members go into a body that is an object.
    private static func body(_ text: String, _ added: [HTTPParameterSet.Parameter]) -> [UInt8] {
        guard !added.isEmpty, var object = (try? JSON(parsing: text))?.object else { return Array(text.utf8) }
        for parameter in added { object[parameter.key] = .string(parameter.value) }
        return JSON.object(object).bytes
    }
}

extension TargetInput {
    /// A value as it is, or what it leads to in the event where it is a path.
    func dynamic(_ value: String) -> String {
        guard value.hasPrefix("$."), let path = JSONPath(value) else { return value }
        let found = path.value(in: event)
        return found?.string ?? found?.text ?? ""
    }
}
