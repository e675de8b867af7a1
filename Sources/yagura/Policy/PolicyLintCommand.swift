import ArgumentParser
import Essentials
import PolicyEngine
import YaguraServer

struct PolicyLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Find what in policies can never match, is shadowed, or will not be saved.",
        discussion: """
            Without --type a file's kind is taken from its place in a folder such as `explain --policies` reads, else \
            from its statements.

            Exit status: 0 no errors, 1 errors, 2 a file cannot be read.
            """)

    @Argument(help: "Files of one policy each.")
    var files: [String]

    @Option(help: ArgumentHelp("What the files are.", valueName: "scp|rcp|identity|resource|trust|boundary|session"))
    var type: PolicyFileType?

    @Flag(help: "Print JSON, one finding a line.")
    var json = false

    func run() throws {
        var (errors, warnings) = (0, 0)
        for file in files {
            let document: [UInt8]
            do {
                document = try PolicyFile.read(file)
            } catch {
                StandardError.write(Array("yagura: \(error)\n".utf8))
                throw ExitCode(2)
            }
            let kind = (type ?? PolicyFileType(of: file, document)).kind
            for finding in PolicyLint(kind: kind, catalog: .models).check(document) {
                if finding.severity == .error { errors += 1 } else { warnings += 1 }
                print(json ? finding.json(in: file).text : finding.text(in: file))
            }
        }
        if !json {
            print(
                "\(errors) \(errors == 1 ? "error" : "errors"), \(warnings) \(warnings == 1 ? "warning" : "warnings")")
        }
        if errors > 0 { throw ExitCode(1) }
    }
}

extension PolicyFileType: ExpressibleByArgument {}

extension LintFinding {
    fileprivate func text(in file: String) -> String {
        "\(file):\(line): \(severity.rawValue): \(problem) [\(rule.rawValue)]\n    \(advice)"
    }

    fileprivate func json(in file: String) -> JSON {
        [
            "file": .string(file), "line": .integer(Int64(line)), "severity": .string(severity.rawValue),
            "rule": .string(rule.rawValue), "problem": .string(problem), "advice": .string(advice),
        ]
    }
}
