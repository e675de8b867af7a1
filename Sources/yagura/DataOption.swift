import ArgumentParser
import YaguraServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The data directory of the commands that keep no server.
struct DataOption: ParsableArguments {
    @Option(help: "The directory that holds all state (var).")
    var data: String?

    @Option(help: "A file of `name = value` lines.")
    var config: String?

    func resolve() throws -> String { try settings().dataDirectory }

    /// - Parameter others: what else was given as flags
    func settings(with others: [SettingName: String] = [:]) throws -> ServerSettings {
        let flags: [SettingName: String] = data.map { [.data: $0] } ?? [:]
        return try Self.settings(flags: flags.merging(others) { $1 }, config: config)
    }

    /// Of a command that takes its directory otherwise.
    static func settings(flags: [SettingName: String], config: String?) throws -> ServerSettings {
        do {
            return try ServerSettings.resolve(
                flags: flags, environment: ProcessInfo.processInfo.environment, configFile: config)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
