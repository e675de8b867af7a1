import ArgumentParser
import YaguraServer

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a data directory out of a backup, having checked every byte of it.")

    @Option(name: .customLong("from"), help: "The directory of the backup.")
    var backup: String

    @Option(name: .customLong("to"), help: "The data directory to make; an empty one may be there.")
    var destination: String

    @Option(help: "The root key that the backup was sealed under, where it is not in the backup.")
    var rootKeyFile: String?

    func run() throws {
        let remaining = try DataRestore(backup: backup, rootKeyFile: rootKeyFile).run(to: destination)
        print("restored to \(destination)")
        if let remaining { print(remaining) }
    }
}
