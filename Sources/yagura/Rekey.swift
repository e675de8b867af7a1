import ArgumentParser
import YaguraServer

struct Rekey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seal everything under a new root key, with the server stopped.",
        discussion: """
            The old root key opens nothing afterwards, except backups that were made before. Killed half-way, the \
            command has changed nothing or is finished by the next start.
            """)

    @OptionGroup var options: DataOption
    @OptionGroup var rootKey: RootKeyOptions
    @OptionGroup var newRootKey: NewRootKeyOptions

    func run() async throws {
        let settings = try options.settings(with: rootKey.flags)
        let change = RootKeyChange(
            dataDirectory: settings.dataDirectory, rootKey: settings.rootKey, to: try newRootKey.setting()
        ) { StandardError.write(Array("\($0)\n".utf8)) }
        let done = try await change.run()
        if let label = done.oldTokenKey {
            print("the token keeps '\(label)', which backups made before need: destroy it when you have none left")
        }
        print("sealed under root key \(done.newIdentifier): \(done.records) records; under \(done.oldIdentifier): none")
    }
}
