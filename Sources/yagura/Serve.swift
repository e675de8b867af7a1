import ArgumentParser
import Logging
import YaguraServer

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the APIs until SIGTERM.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        let settings = try options.resolve()
        LoggingSystem.bootstrap { LogfmtHandler(label: $0, level: settings.logLevel) }
        let process = ServerProcess(settings: settings, logger: Logger(label: "yagura"))
        try await process.run(compose: CompositionRoot.compose)
    }
}
