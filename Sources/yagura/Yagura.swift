import ArgumentParser
import YaguraServer

@main
struct Yagura: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yagura", abstract: "AWS's security APIs, answered by real engines on your own machines.",
        version: YaguraVersion.text,
        subcommands: [Serve.self, Environment.self, Backup.self, Restore.self, Rekey.self, Version.self])
}
