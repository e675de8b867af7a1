import ArgumentParser
import Logging
import YaguraServer

/// The server, keeping no record of what is done: what auditing costs is measured beside it. Takes the place of
/// `yagura serve` in a benchmark and has no other use.
@main
struct YaguraUnaudited: AsyncParsableCommand {
    @Argument(help: "serve") var command: String
    @Option var data: String
    @Option var listen: String

    func run() async throws {
        let settings = try ServerSettings.resolve(flags: [.data: data, .listen: listen], environment: [:])
        LoggingSystem.bootstrap { LogfmtHandler(label: $0, level: settings.logLevel) }
        let process = ServerProcess(settings: settings, logger: Logger(label: "yagura-unaudited"))
        try await process.run { settings, logger in
            try await CompositionRoot.compose(settings, logger, isAuditing: false)
        }
    }
}
