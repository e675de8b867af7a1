import ArgumentParser
import YaguraServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@main
struct Yagura: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yagura", abstract: "AWS's security APIs, answered by real engines on your own machines.",
        version: YaguraVersion.text,
        subcommands: [
            Serve.self, Environment.self, PolicyCommand.self, Backup.self, Restore.self, Rekey.self, Version.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            leave(with: .success)
        } catch {
            let code =
                PolicyCommand.isAsked && exitCode(for: error) == .validationFailure ? ExitCode(2) : exitCode(for: error)
            let text = fullMessage(for: error)
            // A command that has said all itself ends with a bare exit status.
            if code.isSuccess { print(text) } else if !text.isEmpty { StandardError.write(Array("\(text)\n".utf8)) }
            leave(with: code)
        }
    }

    /// Ends without the exit handlers of what was loaded: a PKCS#11 module's and OpenSSL's tear the same things down, in
    /// an order that nobody has agreed on, and have crashed servers that had stopped cleanly.
    private static func leave(with code: ExitCode) -> Never {
        fflush(nil)
        _exit(code.rawValue)
    }
}
