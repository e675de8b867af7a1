import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import ServiceKit

/// Calls other servers over HTTP and HTTPS. Connections are kept and used again; no proxy of the environment is used.
///
/// `close` must be called before the last reference goes.
struct OutboundClient: OutboundHTTP {
    /// For names that the operator has given an address: whichever it is, it was meant.
    private let routed: HTTPClient
    /// For all other names, which must not lead to where only the operator's own programs are reached.
    private let direct: HTTPClient
    private let routes: [String: ServerAddress]
    private let allowances: [OutboundAllowance]

    /// - Parameters:
    ///   - trust: certificates that are trusted beside the system's.
    ///   - routes: where to connect to for some names, whatever DNS says.
    ///   - allowances: what may be called though it would be refused.
    init(trust: [NIOSSLCertificate] = [], routes: [OutboundRoute] = [], allowances: [OutboundAllowance] = []) {
        self.allowances = allowances
        var configuration = Self.configuration(trust: trust)
        self.routes = Dictionary(routes.map { ($0.host, $0.address) }) { $1 }
        configuration.dnsOverride = self.routes.mapValues(\.host)
        routed = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
        configuration.dnsOverride = [:]
        configuration.http1_1ConnectionDebugInitializer = { channel in
            Self.refuseForbiddenPeer(channel, except: allowances)
        }
        direct = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }

    /// Ends all connections, and fails the calls under way.
    func close() async {
        try? await routed.shutdown()
        try? await direct.shutdown()
    }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let result = await withTaskGroup(of: Result<OutboundResponse, OutboundError>.self) { group in
            group.addTask { await exchange(request) }
            group.addTask {
                try? await Task.sleep(for: request.timeout)
                return .failure(.timedOut)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.timedOut)
        }
        return try result.get()
    }

    func isRouted(_ host: String) -> Bool { routes[host.lowercased()] != nil }

    private func exchange(_ request: OutboundRequest) async -> Result<OutboundResponse, OutboundError> {
        let route = routes[request.host.lowercased()]
        do {
            let isNamed = allowances.contains { $0.covers(name: request.host, port: request.port) }
            let prepared = try HTTPClientRequest(
                request, port: route?.port ?? request.port, takesAddress: isAllowedAddress(request))
            // The task group ends the call in time; this deadline ends what the client does about it.
            let response = try await (route == nil && !isNamed ? direct : routed).execute(
                prepared, deadline: .now() + TimeAmount(request.timeout))
            let body = try await response.body.collect(upTo: request.responseLimit)
            return .success(
                OutboundResponse(
                    status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
                    body: Array(body.readableBytesView)))
        } catch {
            return .failure(OutboundError(error))
        }
    }

    private func isAllowedAddress(_ request: OutboundRequest) -> Bool {
        guard let address = try? SocketAddress(ipAddress: request.host, port: request.port) else { return false }
        return allowances.contains { $0.covers(address) }
    }

    private static func configuration(trust: [NIOSSLCertificate]) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.cipherSuiteValues = CipherSuite.offered
        tls.additionalTrustRoots = [.certificates(trust)]
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return configuration
    }

    /// Runs once a connection stands, before anything of a request is sent on it: what DNS has answered until then
    /// cannot be trusted to stay.
    private static func refuseForbiddenPeer(
        _ channel: any Channel, except allowances: [OutboundAllowance]
    ) -> EventLoopFuture<Void> {
        guard let peer = channel.remoteAddress, let range = ForbiddenRange(holding: peer),
            !allowances.contains(where: { $0.covers(peer) })
        else {
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        channel.close(promise: nil)
        return channel.eventLoop.makeFailedFuture(
            OutboundError.unreachable(reason: "the name leads to a \(range.rawValue) address"))
    }
}
