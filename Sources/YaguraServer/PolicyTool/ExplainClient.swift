import AsyncHTTPClient
import Essentials
import HTTPMessage
import NIOCore
import NIOSSL
import PolicyEngine
import ServiceKit
import SigV4

/// Asks a running server, as the AWS CLI would be told to reach it.
struct ExplainClient: Sendable {
    private let endpoint: String
    private let credentials: Credentials
    private let region: String
    private let trust: String?

    private static let path = "/_yagura/explain"
    private static let longestAnswer = 1 << 20

    /// - Parameter environment: of it are read AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
    ///   AWS_SESSION_TOKEN, AWS_DEFAULT_REGION and AWS_CA_BUNDLE
    init(environment: [String: String]) throws(ExplainClientError) {
        guard let endpoint = environment["AWS_ENDPOINT_URL"], let key = environment["AWS_ACCESS_KEY_ID"],
            let secret = environment["AWS_SECRET_ACCESS_KEY"]
        else { throw .noEnvironment }
        self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        credentials = Credentials(
            accessKeyID: key, secret: SecretAccessKey(secret), sessionToken: environment["AWS_SESSION_TOKEN"])
        region = environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
        trust = environment["AWS_CA_BUNDLE"]
    }

    func ask(_ question: AccessQuestion) async throws -> AccessStory {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try configuration)
        do {
            let story = try await ask(question, client)
            try await client.shutdown()
            return story
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private var configuration: HTTPClient.Configuration {
        get throws {
            var tls = TLSConfiguration.makeClientConfiguration()
            if let trust { tls.additionalTrustRoots = [.file(trust)] }
            return HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        }
    }

    private func ask(_ question: AccessQuestion, _ client: HTTPClient) async throws -> AccessStory {
        let (status, body) = try await send(question.json.bytes, client)
        let answer = try? JSON(parsing: body)
        if status == 200, let story = answer.flatMap({ AccessStory($0) }) { return story }
        guard let code = answer?["code"]?.string else { throw ExplainClientError.noAnswer(endpoint, status: status) }
        throw ExplainClientError.refused(code, answer?["message"]?.string ?? "")
    }

    private func send(_ body: [UInt8], _ client: HTTPClient) async throws -> (status: Int, body: [UInt8]) {
        guard let host = endpoint.firstRange(of: "://").map({ String(endpoint[$0.upperBound...]) }), !host.isEmpty
        else {
            throw ExplainClientError.invalidEndpoint(endpoint)
        }
        var head = HTTPRequestHead(
            method: "POST", target: Self.path,
            headers: HTTPHeaders([("host", host), ("content-type", "application/json")]),
            connection: ConnectionInfo(peerAddress: ""))
        try Signer(credentials: credentials, region: region, service: "iam")
            .sign(&head, body: body, at: SystemTime().now())
        var request = HTTPClientRequest(url: endpoint + Self.path)
        request.method = .POST
        for field in head.headers.fields where field.name != "host" {
            request.headers.add(name: field.name, value: field.value)
        }
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await client.execute(request, timeout: .seconds(30))
            let collected = try await response.body.collect(upTo: Self.longestAnswer)
            return (Int(response.status.code), Array(collected.readableBytesView))
        } catch { throw ExplainClientError.unreachable(endpoint, reason: "\(error)") }
    }
}

public enum ExplainClientError: Error, Sendable, CustomStringConvertible {
    case noEnvironment
    case invalidEndpoint(String)
    case unreachable(String, reason: String)
    case noAnswer(String, status: Int)
    case refused(String, String)

    public var description: String {
        switch self {
        case .noEnvironment:
            "AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: eval \"$(yagura env)\" sets "
                + "them; or give a folder of files with --policies"
        case .invalidEndpoint(let endpoint): "AWS_ENDPOINT_URL is no URL: \(endpoint)"
        case .unreachable(let endpoint, let reason): "\(endpoint) cannot be reached (\(reason))"
        case .noAnswer(let endpoint, let status): "\(endpoint) gave no answer to the question (HTTP status \(status))"
        case .refused(let code, let message): "\(code): \(message)"
        }
    }
}
