import Essentials
import HTTPMessage
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP/1.1 server, with TLS where it has an identity, that hands each request to one handler.
public final class HTTPServer: Sendable {
    private struct Running {
        let group: MultiThreadedEventLoopGroup
        let channel: any Channel
    }

    private let configuration: HTTPServerConfiguration
    private let handler: any HTTPHandler
    private let logger: Logger
    private let clock: any TimeSource
    private let registry = ConnectionRegistry()
    private let running = Mutex<Running?>(nil)

    public init(
        configuration: HTTPServerConfiguration, handler: any HTTPHandler, logger: Logger,
        clock: any TimeSource = SystemTime()
    ) {
        self.configuration = configuration
        self.handler = handler
        self.logger = logger
        self.clock = clock
    }

    /// How many connections are open.
    public var connectionCount: Int { registry.count }

    /// Listens, and returns the address that was bound. A server starts once.
    public func start() async throws(HTTPServerError) -> ServerAddress {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoops ?? System.coreCount)
        let address = configuration.address
        let channel: any Channel
        do {
            channel = try await bootstrap(on: group).bind(host: address.host, port: address.port).get()
        } catch {
            try? await group.shutdownGracefully()
            throw .cannotListen(address, reason: "\(error)")
        }
        running.withLock { $0 = Running(group: group, channel: channel) }
        let bound = ServerAddress(host: address.host, port: channel.localAddress?.port ?? address.port)
        logger.info("listening", metadata: ["address": "\(bound)", "tls": "\(configuration.tls != nil)"])
        return bound
    }

    /// Stops accepting, closes idle connections, lets requests under way finish, and returns.
    ///
    /// What has not finished after `gracePeriod` is cut off and its handlers are cancelled.
    public func shutdown(gracePeriod: Duration) async {
        let stopping = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let stopping else { return }
        logger.info("draining", metadata: ["connections": "\(registry.count)"])
        try? await stopping.channel.close()
        registry.drain()
        let registry = registry
        let cutOff = stopping.group.any().scheduleTask(in: TimeAmount(gracePeriod)) { registry.abort() }
        await registry.empty()
        cutOff.cancel()
        try? await stopping.group.shutdownGracefully()
    }

    private func bootstrap(on group: MultiThreadedEventLoopGroup) -> ServerBootstrap {
        let loops = LoopResources(group: group, clock: clock)
        let bodyBudget = BodyBudget(limit: configuration.limits.collectedBytes)
        let (configuration, handler, registry) = (configuration, handler, registry)
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.maxMessagesPerRead, value: 1)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionLimit(configuration.limits.connections))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.addHandlers(
                        to: channel, handler: handler, configuration: configuration, registry: registry, loops: loops,
                        bodyBudget: bodyBudget)
                }
            }
    }

    private static func addHandlers(
        to channel: any Channel, handler: any HTTPHandler, configuration: HTTPServerConfiguration,
        registry: ConnectionRegistry, loops: LoopResources, bodyBudget: BodyBudget
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        let session = configuration.tls.map { TLSSession($0) }
        if let session { try pipeline.addHandlers([session.hello, session.handler]) }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldCount = configuration.limits.head.headerFields
        limits.maxHeaderFieldSize = max(configuration.limits.head.headerBytes, configuration.limits.head.targetBytes)
        limits.maxHeaderListSize = configuration.limits.head.headerBytes + configuration.limits.head.targetBytes
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)))
        let resources = loops.resources(of: channel.eventLoop)
        try pipeline.addHandler(
            HTTPConnection(
                handler: handler, executor: resources.executor, configuration: configuration, registry: registry,
                date: resources.date, bodyBudget: bodyBudget, tls: session))
    }
}

/// Why a server could not start.
public enum HTTPServerError: Error, Sendable, CustomStringConvertible {
    case cannotListen(ServerAddress, reason: String)

    public var description: String {
        switch self {
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        }
    }
}
