import HTTPMessage
import Logging

/// What a server process serves, as the composition root builds it from settings.
public struct Composition: Sendable {
    public var handler: any HTTPHandler
    /// Called once, after the last request has been answered.
    public var close: @Sendable () async -> Void

    public init(handler: any HTTPHandler, close: @escaping @Sendable () async -> Void = {}) {
        self.handler = handler
        self.close = close
    }
}

/// A server from its settings to its last answer.
public struct ServerProcess: Sendable {
    private let settings: ServerSettings
    private let logger: Logger

    /// How long requests under way may take to finish after SIGTERM.
    public var gracePeriod = Duration.seconds(20)

    public init(settings: ServerSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT, then drains and returns.
    ///
    /// - Parameter compose: called once, before anything listens.
    public func run(compose: (ServerSettings, Logger) async throws -> Composition) async throws {
        CoreFiles.forbid()
        if !CoreFiles.forbidSwapping() {
            logger.notice("memory may be swapped out: raise the limit on locked memory, or turn off swap")
        }
        let signals = ShutdownSignals()
        let tls = try settings.tls.map { try TLSIdentity(certificateFile: $0.certificate, keyFile: $0.key) }
        if settings.isDev { logger.warning("DEV MODE: any credentials are accepted and nothing is kept") }
        let composed = try await compose(settings, logger)
        let configuration = HTTPServerConfiguration(address: settings.listen, tls: tls)
        let server = HTTPServer(configuration: configuration, handler: composed.handler, logger: logger)
        do {
            _ = try await server.start()
        } catch {
            await composed.close()
            throw error
        }
        let signal = await signals.first()
        logger.info("stopping", metadata: ["signal": "\(signal)"])
        await server.shutdown(gracePeriod: gracePeriod)
        await composed.close()
        logger.info("stopped")
    }
}
