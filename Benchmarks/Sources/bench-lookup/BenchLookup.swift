import ArgumentParser
import Essentials
import Foundation
import Logging
import ServiceKit
import Store
import StoreSQLite

/// Fills a journal with events of ninety days and says how long looking them up takes, a case a line of JSON.
@main
struct BenchLookup: AsyncParsableCommand {
    @Option(help: "How many events there are.") var events = 10_000_000
    @Option(help: "How many look-ups of each kind are timed.") var lookups = 300
    @Option(help: "Where the journal is made, in a directory of its own that is deleted in the end.")
    var directory = NSTemporaryDirectory()

    func run() async throws {
        let path = "\(directory)/yagura-lookup-\(SystemRandom().uuid())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let store = try SQLiteStore.open(in: DataDirectory(path))
        let ledger = try await Ledger.fill(store, events: events)
        report("build", ["events": events, "seconds": ledger.seconds, "megabytes": megabytes(of: path)])
        for kind in LookupKind.allCases {
            let times = try await time(kind, in: store, ledger)
            report(
                kind.rawValue,
                ["p50Microseconds": times[times.count / 2], "p99Microseconds": times[times.count * 99 / 100]])
        }
        try await store.close()
    }

    /// Microseconds, sorted.
    private func time(_ kind: LookupKind, in store: any Store, _ ledger: Ledger) async throws -> [Int] {
        var times: [Int] = []
        for turn in 0..<lookups {
            let query = try await kind.query(turn, in: store, ledger)
            let started = ContinuousClock.now
            let page = try await store.read { try $0.auditEvents(query, limit: 50) }
            times.append(Int((ContinuousClock.now - started) / .microseconds(1)))
            guard kind.isAnswered(by: page) else { throw WrongAnswer() }
        }
        return times.sorted()
    }

    private func report(_ name: String, _ values: [String: Int]) {
        let members = values.sorted { $0.key < $1.key }.map {
            JSON.Object.Member(name: $0.key, value: .integer(Int64($0.value)))
        }
        print(JSON.object(JSON.Object([.init(name: "case", value: .string(name))] + members)).text)
    }

    private func megabytes(of path: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.reduce(0) { total, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            return total + (attributes?[.size] as? Int ?? 0)
        } >> 20
    }
}

/// What finds the wrong events need not be measured.
struct WrongAnswer: Error {}
