import ArgumentParser
import YaguraServer

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a data directory out of a backup, having checked every byte of it.",
        discussion:
            "A root key under a passphrase or token is opened, to try its secret, where --root-key names the way.")

    @Option(name: .customLong("from"), help: "The directory of the backup.")
    var backup: String

    @Option(name: .customLong("to"), help: "The data directory to make; an empty one may be there.")
    var destination: String

    @Option(help: "The root key (root.key or root.sealed) that the backup was sealed under, where it is not in there.")
    var rootKeyFile: String?

    @Option(help: "A file of `name = value` lines.")
    var config: String?

    @OptionGroup var rootKey: RootKeyOptions

    func run() async throws {
        let setting = try DataOption.settings(flags: rootKey.flags, config: config).rootKey
        let restore = DataRestore(backup: backup, rootKeyFile: rootKeyFile, rootKey: setting)
        let remaining = try await restore.run(to: destination)
        print("restored to \(destination)")
        if let remaining { print(remaining) }
    }
}
