import ArgumentParser
import YaguraServer

struct Environment: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env", abstract: "Print the export lines that point AWS's tools at the server.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        let settings = try options.resolve()
        let credentials = settings.isDev ? .dev : try await Self.credentials(settings)
        print(EnvironmentExports(settings: settings, credentials: credentials).text, terminator: "")
    }

    /// Whoever may read the root key may learn the administrator's.
    private static func credentials(_ settings: ServerSettings) async throws -> AdministratorCredentials {
        let dataDirectory = settings.dataDirectory
        guard let credentials = try await AdministratorCredentials.read(in: dataDirectory, settings.rootKey) else {
            throw ValidationError(
                "there is no data in \(dataDirectory): start the server once with this --data directory")
        }
        return credentials
    }
}
