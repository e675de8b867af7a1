import Essentials
import HTTPMessage
import ServiceKit
import Synchronization

@testable import KeyEngine
@testable import SigV4

/// An external key store proxy in memory, with an external key manager behind it. It checks signatures, really
/// encrypts, and remembers what it was asked; a test takes its keys away and spoils its answers.
final class FakeProxy: OutboundHTTP {
    typealias Rewrite = @Sendable (OutboundRequest, OutboundResponse) throws(OutboundError) -> OutboundResponse

    static let host = "xks.example.com"
    static let accessKeyID = "AKIAI2SFODNN7EXAMPLE"
    static let secret = "FYtE5EFA5FT0mCc3DrGUe2sti527BitkQ0Zr9MO9fvE"

    struct State: Sendable {
        var keys = ["key-1": SystemRandom().bytes(32), "key-2": SystemRandom().bytes(32)]
        var secret = FakeProxy.secret
        var routes: Set<String> = []
        /// What goes with every ciphertext.
        var metadata: [UInt8] = []
        var asked: [Asked] = []
        var rewrite: Rewrite?
    }

    struct Asked: Sendable {
        let host: String
        let target: String
        let body: JSON
    }

    let state = Mutex(State())

    var asked: [Asked] { state.withLock { $0.asked } }

    func set(_ change: (inout sending State) -> Void) { state.withLock { change(&$0) } }

    /// Spoils every answer from now on.
    func answer(_ rewrite: @escaping Rewrite) { set { $0.rewrite = rewrite } }

    /// Refuses everything from now on.
    func refuse(_ name: String, status: Int = 400) {
        answer { _, _ in OutboundResponse(status: status, body: Array(#"{"errorName":"\#(name)"}"#.utf8)) }
    }

    func recover() { set { $0.rewrite = nil } }

    func isRouted(_ host: String) -> Bool { state.withLock { $0.routes.contains(host) } }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let (rewrite, response) = state.withLock { state in (state.rewrite, state.answer(request)) }
        guard let rewrite else { return response }
        return try rewrite(request, response)
    }
}

extension FakeProxy.State {
    fileprivate mutating func answer(_ request: OutboundRequest) -> OutboundResponse {
        guard let body = try? JSON(parsing: request.body) else { return Self.refusal("ValidationException", 400) }
        asked.append(FakeProxy.Asked(host: request.host, target: request.target, body: body))
        guard isAuthentic(request) else { return Self.refusal("AuthenticationFailedException", 401) }
        let parts = request.target.split(separator: "/").map(String.init)
        guard request.target.contains("/kms/xks/v1/"), let operation = parts.last else {
            return Self.refusal("InvalidUriPathException", 404)
        }
        if operation == "health" { return Self.success(Self.health("ACTIVE")) }
        guard let key = keys[parts[parts.count - 2]] else { return Self.refusal("KeyNotFoundException", 404) }
        switch operation {
        case "metadata":
            return Self.success(["keySpec": "AES_256", "keyUsage": ["ENCRYPT", "DECRYPT"], "keyStatus": "ENABLED"])
        case "encrypt": return encrypt(body, key)
        default: return decrypt(body, key)
        }
    }

    private func isAuthentic(_ request: OutboundRequest) -> Bool {
        let head = HTTPRequestHead(
            method: request.method, target: request.target,
            headers: HTTPHeaders([("host", request.host)] + request.headers.map { ($0.name, $0.value) }),
            connection: ConnectionInfo(peerAddress: "192.0.2.1"))
        guard let presented = try? PresentedSignature.parse(head), presented.accessKeyID == FakeProxy.accessKeyID,
            presented.scope.service == "kms-xks-proxy", presented.signedHeaders == "host;x-amz-date"
        else { return false }
        let verified: ChunkSigner? = try? SignatureVerifier().verify(
            presented, head: head, payload: .body(request.body), secret: SecretAccessKey(secret),
            now: presented.timestamp)
        return verified != nil
    }

    private func encrypt(_ body: JSON, _ key: [UInt8]) -> OutboundResponse {
        guard let plaintext = body.bytes("plaintext"), let data = body.bytes("additionalAuthenticatedData") else {
            return Self.refusal("ValidationException", 400)
        }
        let nonce = SystemRandom().bytes(12)
        var sealed = [UInt8](repeating: 0, count: plaintext.count + 16)
        plaintext.withUnsafeBytes { plaintext in
            data.withUnsafeBytes { data in
                _ = try? AESGCM.seal(plaintext, key: key, nonce: nonce, header: data, context: metadata, into: &sealed)
            }
        }
        let (ciphertext, tag) = (Array(sealed.dropLast(16)), Array(sealed.suffix(16)))
        let value = DigestAlgorithm.sha256.hash(data + metadata + nonce + ciphertext + tag)
        var answer: JSON.Object = [
            "ciphertext": .string(Base64.encode(ciphertext)), "initializationVector": .string(Base64.encode(nonce)),
            "authenticationTag": .string(Base64.encode(tag)),
            "ciphertextDataIntegrityValue": .string(Base64.encode(value)),
        ]
        if !metadata.isEmpty { answer["ciphertextMetadata"] = .string(Base64.encode(metadata)) }
        return Self.success(.object(answer))
    }

    private func decrypt(_ body: JSON, _ key: [UInt8]) -> OutboundResponse {
        guard let ciphertext = body.bytes("ciphertext"), let tag = body.bytes("authenticationTag"),
            let nonce = body.bytes("initializationVector"), let data = body.bytes("additionalAuthenticatedData")
        else { return Self.refusal("ValidationException", 400) }
        let metadata = body.bytes("ciphertextMetadata") ?? []
        let plaintext = (ciphertext + tag).withUnsafeBytes { sealed in
            data.withUnsafeBytes { AESGCM.open(sealed, key: key, nonce: nonce, header: $0, context: metadata) }
        }
        guard let plaintext else { return Self.refusal("InvalidCiphertextException", 400) }
        return Self.success(["plaintext": .string(Base64.encode(plaintext.copyBytes()))])
    }

    private static func success(_ body: JSON) -> OutboundResponse { OutboundResponse(status: 200, body: body.bytes) }

    private static func refusal(_ name: String, _ status: Int) -> OutboundResponse {
        success(["errorName": .string(name), "errorMessage": "as it is"]).with(status: status)
    }

    static func health(_ states: String...) -> JSON {
        [
            "xksProxyFleetSize": 1, "xksProxyVendor": "tests", "xksProxyModel": "fake 1", "ekmVendor": "tests",
            "ekmFleetDetails": .array(states.map { ["id": "1", "model": "memory", "healthStatus": .string($0)] }),
        ]
    }
}

extension JSON {
    func bytes(_ name: String) -> [UInt8]? { self[name]?.string.flatMap { Base64.decode($0) } }
}

extension OutboundResponse {
    func with(status: Int) -> OutboundResponse { OutboundResponse(status: status, body: body) }

    /// The same with one member changed, or left out.
    func with(_ name: String, _ value: JSON?) -> OutboundResponse {
        guard var object = (try? JSON(parsing: body))?.object else { return self }
        object[name] = value
        return OutboundResponse(status: status, body: JSON.object(object).bytes)
    }
}
