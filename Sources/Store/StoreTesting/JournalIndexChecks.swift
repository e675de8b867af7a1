import Essentials
import Store

/// Look-ups by terms where there is an index, and where it is being made.
extension StoreSuite {
    static let journalIndexChecks: [StoreCheck] = [
        StoreCheck("look-ups stay right while hundreds of runs are indexed and merged") { store in
            // Entries are late by up to half a run and more, so that runs overlap in time.
            let entries = (0..<400).map { JournalSamples.entry($0, time: Int64($0 - ($0 * 7919) % 13), name: name($0)) }
            for start in stride(from: 0, to: entries.count, by: 4) {
                try await store.append(Array(entries[start..<start + 4]), durability: .flushed)
                try await indexNext(4, in: store)
                if start % 96 == 0 { try await compare(entries.prefix(start + 4), store) }
            }
            for _ in 0..<40 { try await store.flush() }
            try await compare(entries[...], store)
            try await store.write { try $0.trim("audit", through: 200) }
            for _ in 0..<40 { try await store.flush() }
            try await compare(entries[200...], store)
        },
        StoreCheck("a run of entries that are not there, or are indexed, is left out") { store in
            try await store.append((0..<8).map { JournalSamples.entry($0) }, durability: .flushed)
            let some = try await store.read { try $0.unindexed("audit", limit: 4) }
            let other = try await store.read { try $0.unindexed("audit", limit: 8) }
            try expectEqual(some, Array(other.prefix(4)))
            guard let run = JournalRun(of: some, in: "audit"), let longer = JournalRun(of: other, in: "audit") else {
                return try expect(false, "a run without entries")
            }
            try await store.write { try $0.drop("audit") }
            try await store.append((0..<6).map { JournalSamples.entry($0) }, durability: .flushed)
            try await store.write { transaction in
                try transaction.index(longer)
                try transaction.index(run)
                try transaction.index(run)
            }
            try expectEqual(try await store.read { try $0.unindexed("audit", limit: 9) }.map(\.sequence), [5, 6])
            try await compare((0..<6).map { JournalSamples.entry($0) }[...], store)
        },
        StoreCheck("entries without terms are handed out with their bodies, to be indexed by what those say") { store in
            var entry = JournalSamples.entry(1)
            let terms = entry.terms
            entry.terms = []
            try await store.append([entry, JournalSamples.entry(2)], durability: .flushed)
            var found = try await store.read { try $0.unindexed("audit", limit: 9) }
            try expectEqual(found.map(\.body), [entry.body, []])
            found[0].terms = terms
            let run = JournalRun(of: found, in: "audit")
            try await store.write { transaction in if let run { try transaction.index(run) } }
            try await compare([JournalSamples.entry(1), JournalSamples.entry(2)], store, storedTerms: false)
        },
    ]

    private static func name(_ index: Int) -> String {
        index % 97 == 0 ? "Rare" : index % 3 == 0 ? "Encrypt" : "Decrypt"
    }

    private static func indexNext(_ count: Int, in store: any Store) async throws {
        let entries = try await store.read { try $0.unindexed("audit", limit: count) }
        guard let run = JournalRun(of: entries, in: "audit") else { return }
        try await store.write { try $0.index(run) }
    }

    private static func compare(
        _ entries: ArraySlice<JournalEntry>, _ store: any Store, storedTerms: Bool = true
    ) async throws {
        let sorted = entries.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        for name in ["Rare", "Encrypt", "Decrypt", "None"] where storedTerms || name != "None" {
            let term = JournalTerm("EventName", name)
            for order in [JournalQuery.Order.newestFirst, .oldestFirst] {
                let query = JournalQuery(
                    "audit", account: .standard, region: .standard, terms: [term], order: order)
                let wanted = sorted.filter { $0.terms.contains(term) }.map(\.id)
                let found = try await ids(of: query, limit: 50, in: store)
                try expectEqual(
                    storedTerms ? found : found.filter(wanted.contains),
                    order == .oldestFirst ? wanted : wanted.reversed())
            }
        }
    }
}
