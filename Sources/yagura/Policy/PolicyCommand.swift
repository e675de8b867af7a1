import ArgumentParser

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Try policies before they are in force, and ask why a call is denied.",
        subcommands: [PolicyExplain.self, PolicyLintCommand.self])

    /// Whether this is the command given: its exit status tells a denial (1) from a question ill put (2).
    static var isAsked: Bool { CommandLine.arguments.dropFirst().first == configuration.commandName }
}
