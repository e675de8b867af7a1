import ArgumentParser
import Essentials
import EventPatterns

/// Asks many rules about one event, in one index and rule by rule, and says how often a second, a case a line of JSON.
@main
struct BenchEvents: ParsableCommand {
    @Option(help: "Milliseconds of CPU time for each case.") var duration = 500

    func run() throws {
        for count in [10, 100, 1000, 10_000] {
            report("one index of \(count) rules", try rate(Rules(count)) { try $0.matches() })
        }
        report("rule by rule, 1000 rules", try rate(Rules(1000)) { try $0.matchesOneByOne() })
        report("one index of 1000 wildcards", try rate(Rules(1000, wildcards: true)) { try $0.matches() })
        for bytes in [256, 512, 1024, 2048] {
            report("hostile value of \(bytes) bytes", try rate(Hostile(bytes: bytes)))
        }
    }

    private func rate(_ rules: Rules, _ match: (Rules) throws -> Int) throws -> Int {
        try Stopwatch.rate(duration) {
            guard try match(rules) == rules.expected else { throw WrongMatch() }
        }
    }

    private func rate(_ hostile: Hostile) throws -> Int {
        try Stopwatch.rate(duration) {
            guard try !hostile.matches() else { throw WrongMatch() }
        }
    }

    private func report(_ name: String, _ rate: Int) {
        print((["case": .string(name), "rate": .integer(Int64(rate))] as JSON).text)
    }
}

/// What matches wrongly need not be measured.
struct WrongMatch: Error {}
