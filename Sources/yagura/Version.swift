import ArgumentParser
import YaguraServer

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the version.")

    func run() { print("yagura \(YaguraVersion.text)") }
}
