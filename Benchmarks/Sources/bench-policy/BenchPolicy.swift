import ArgumentParser
import Essentials
import PolicyEngine

/// Decides one request over and over on one thread and says how often a second, a case a line of JSON.
@main
struct BenchPolicy: ParsableCommand {
    @Option(help: "Milliseconds of CPU time for each case.") var duration = 500

    func run() throws {
        let five = try Organization(policies: 10)
        report("five units deep", try rate(five))
        report("the same, explained", try rate(five, explaining: true))
        for policies in [10, 100, 1000, 10_000] {
            report("organization of \(policies) policies", try rate(Organization(policies: policies)))
        }
        for bytes in [256, 512, 1024, 2048] {
            for pattern in [HostilePattern.plain, .hostile] {
                report("\(pattern.rawValue) pattern of \(bytes) bytes", try rate(pattern, bytes))
            }
        }
    }

    private func rate(_ organization: Organization, explaining: Bool = false) throws -> Int {
        var turn = 0
        return try Stopwatch.rate(duration) {
            turn &+= 1
            let decision = organization.decide(turn, explaining: explaining)
            guard decision.isAllowed else { throw WrongDecision() }
        }
    }

    private func rate(_ pattern: HostilePattern, _ bytes: Int) throws -> Int {
        let (set, request) = try pattern.question(bytes: bytes)
        return try Stopwatch.rate(duration) {
            guard !set.decide(request).isAllowed else { throw WrongDecision() }
        }
    }

    private func report(_ name: String, _ rate: Int) {
        print((["case": .string(name), "rate": .integer(Int64(rate))] as JSON).text)
    }
}

/// What decides wrongly need not be measured.
struct WrongDecision: Error {}
