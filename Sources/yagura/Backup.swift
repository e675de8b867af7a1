import ArgumentParser
import YaguraServer

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the data to a new directory, while a server is serving or not.",
        discussion: "The root key is left out, unless asked for: keep it apart from the data that it opens.")

    @OptionGroup var options: DataOption

    @Option(name: .customLong("to"), help: "The directory to make; an empty one may be there.")
    var destination: String

    @Flag(help: "Put the root key into the backup, which then opens by itself.")
    var includeRootKey = false

    func run() throws {
        let backup = DataBackup(dataDirectory: try options.resolve(), includesRootKey: includeRootKey) {
            StandardError.write(Array("\($0)\n".utf8))
        }
        try backup.run(to: destination)
        print("the backup is in \(destination)")
    }
}
