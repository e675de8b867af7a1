import ArgumentParser
import YaguraServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The data directory of the commands that need no other setting.
struct DataOption: ParsableArguments {
    @Option(help: "The directory that holds all state (var).")
    var data: String?

    @Option(help: "A file of `name = value` lines.")
    var config: String?

    func resolve() throws -> String {
        let flags: [SettingName: String] = data.map { [.data: $0] } ?? [:]
        do {
            return try ServerSettings.resolve(
                flags: flags, environment: ProcessInfo.processInfo.environment, configFile: config
            ).dataDirectory
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
