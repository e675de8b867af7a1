import ArgumentParser
import YaguraServer

struct Environment: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env", abstract: "Print the export lines that point AWS's tools at the server.")

    @OptionGroup var options: SettingOptions

    func run() throws {
        let settings = try options.resolve()
        let credentials = settings.isDev ? .dev : try Self.credentials(in: settings.dataDirectory)
        print(EnvironmentExports(settings: settings, credentials: credentials).text, terminator: "")
    }

    /// Whoever may read the root key may learn the administrator's.
    private static func credentials(in dataDirectory: String) throws -> AdministratorCredentials {
        guard let credentials = try AdministratorCredentials.read(in: dataDirectory) else {
            throw ValidationError(
                "there is no data in \(dataDirectory): start the server once with this --data directory")
        }
        return credentials
    }
}
