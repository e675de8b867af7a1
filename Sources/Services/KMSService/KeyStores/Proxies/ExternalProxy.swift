import Essentials
import HTTPMessage
import KeyEngine
import ServiceKit
import SigV4
import Store

/// The external key store proxy of one key store, called over HTTPS with signed requests.
///
/// Source: AWS KMS External Key Store Proxy API specification.
struct ExternalProxy: Sendable {
    /// Many times what the longest answer needs.
    private static let responseLimit = 32_768

    private let link: ProxyLink
    private let store: RecordKey
    private let region: Region
    private let rootKey: RootKey
    private let outbound: any OutboundHTTP
    private let timeout: Duration

    /// Nil where the store is not an external one.
    init?(of record: KeyStoreRecord, rootKey: RootKey, outbound: any OutboundHTTP, timeout: Duration) {
        guard let link = record.proxy else { return nil }
        self.link = link
        store = record.key
        region = record.region
        self.rootKey = rootKey
        self.outbound = outbound
        self.timeout = timeout
    }

    /// Whether the VPC endpoint service is there, where one leads to the proxy. It is where the operator says that its
    /// private DNS name is.
    func requireService() throws(ProxyError) {
        guard let service = link.service else { return }
        guard outbound.isRouted(link.host) else {
            throw ProxyError(.noService, "no route to \(link.host), the private DNS name of \(service.name)")
        }
    }

    func requireHealth(for operation: KeyOperation) async throws(ProxyError) {
        try requireService()
        try await send(.healthStatus(for: operation), at: operation.scope.now).requireHealth()
    }

    func keyMetadata(of externalKey: String, for operation: KeyOperation) async throws(ProxyError)
        -> ExternalKeyMetadata
    {
        try await send(.keyMetadata(of: externalKey, for: operation), at: operation.scope.now).keyMetadata()
    }

    func encrypt(
        _ plaintext: [UInt8], under externalKey: String, authenticating data: [UInt8], for operation: KeyOperation,
        on keyARN: String
    ) async throws(ProxyError) -> ExternalCiphertext {
        let request = ProxyRequest.encrypt(
            plaintext, under: externalKey, authenticating: data, for: operation, on: keyARN)
        return try await send(request, at: operation.scope.now)
            .sealed(length: plaintext.count, authenticating: data)
    }

    func decrypt(
        _ sealed: ExternalCiphertext, under externalKey: String, authenticating data: [UInt8],
        for operation: KeyOperation, on keyARN: String
    ) async throws(ProxyError) -> [UInt8] {
        let request = ProxyRequest.decrypt(
            sealed, under: externalKey, authenticating: data, for: operation, on: keyARN)
        return try await send(request, at: operation.scope.now).plaintext(length: sealed.ciphertext.count)
    }
}

extension ExternalProxy {
    private func send(_ request: ProxyRequest, at now: Timestamp) async throws(ProxyError) -> ProxyAnswer {
        let response = try await exchange(try signed(request, at: now))
        let answer = try ProxyAnswer(response.body)
        guard response.status == 200 else { throw answer.refusal(status: response.status) }
        return answer
    }

    private func exchange(_ request: OutboundRequest) async throws(ProxyError) -> OutboundResponse {
        do {
            return try await outbound.send(request)
        } catch .failed {
            // A connection that was kept may have been closed meanwhile. Nothing that a proxy does needs doing once only.
            do {
                return try await outbound.send(request)
            } catch { throw ProxyError(error) }
        } catch { throw ProxyError(error) }
    }

    /// Only what the specification lists is signed: `host` and `x-amz-date`.
    private func signed(_ request: ProxyRequest, at now: Timestamp) throws(ProxyError) -> OutboundRequest {
        var head = HTTPRequestHead(
            method: "POST", target: link.path + request.path, headers: HTTPHeaders([("host", link.host)]),
            connection: ConnectionInfo(peerAddress: ""))
        do {
            let signer = Signer(
                credentials: try link.credential.opened(by: rootKey, of: store), region: region.description,
                service: "kms-xks-proxy")
            try signer.sign(&head, body: request.body, at: now)
        } catch {
            throw ProxyError(.authenticationFailed, "the request cannot be signed: \(error)")
        }
        let headers = head.headers.fields.filter { $0.name != "host" }.map { (name: $0.name, value: $0.value) }
        return OutboundRequest(
            method: head.method, host: link.host, target: head.target,
            headers: headers + [("content-type", "application/json")], body: request.body, timeout: timeout,
            responseLimit: Self.responseLimit)
    }
}

extension ProxyError {
    init(_ error: OutboundError) {
        switch error {
        case .unreachable(let reason): self.init(.unreachable, reason)
        case .untrusted(let reason): self.init(.untrusted, reason)
        case .timedOut: self.init(.timedOut, "no answer in time")
        case .responseTooLarge: self.init(.malformedAnswer, "an answer that is too large")
        case .failed(let reason): self.init(.unreachable, reason)
        }
    }
}
