import Essentials
import Store

/// Journals by definition: lists of entries, filtered and sorted in memory.
struct JournalReference {
    static let streams: [JournalStream] = ["one", "two", "three"]
    static let accounts: [AccountID?] = [nil, .standard, AccountID("111111111111")]

    private struct Kept {
        var entries: [JournalRecord] = []
        var expired = Timestamp(milliseconds: .min)
    }

    private var kept: [JournalStream: Kept] = [:]
    /// What each entry is to be found by, whether or not it was stored with it.
    private var terms: [String: [JournalTerm]] = [:]
    private var next = 0

    /// Does one thing to the store and to the reference.
    mutating func change(_ store: any Store, _ generator: inout SeededGenerator) async throws {
        let stream = Self.streams.randomElement(using: &generator) ?? "one"
        let sequences = kept[stream]?.entries.map(\.sequence) ?? []
        switch Int.random(in: 0..<40, using: &generator) {
        case 0:
            try await store.write { try $0.drop(stream) }
            kept[stream] = nil
        case 1: try await store.write { try $0.unindex(stream) }
        case 2...18: try await index(stream, store, &generator)
        case 19:
            let through = sequences.randomElement(using: &generator) ?? 0
            try await store.write { try $0.trim(stream, through: through) }
            kept[stream]?.entries.removeAll { $0.sequence <= through }
        case 20:
            let time = Timestamp(milliseconds: Int64.random(in: 0..<30, using: &generator))
            try await store.write { try $0.trim(stream, before: time) }
            kept[stream, default: Kept()].expired = max(time, kept[stream]?.expired ?? time)
            kept[stream]?.entries.removeAll { $0.entry.time < time }
        default: try await append(to: stream, store, &generator)
        }
    }

    private mutating func append(
        to stream: JournalStream, _ store: any Store, _ generator: inout SeededGenerator
    ) async throws {
        let entries = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
            next += 1
            var entry = JournalSamples.entry(
                next, time: Int64.random(in: 0..<40, using: &generator), stream: stream,
                account: Self.accounts.randomElement(using: &generator) ?? nil,
                name: Bool.random(using: &generator) ? "Decrypt" : "Encrypt")
            terms[entry.id] = entry.terms
            if Int.random(in: 0..<8, using: &generator) == 0 { entry.terms = [] }
            return entry
        }
        let expired = kept[stream]?.expired ?? Timestamp(milliseconds: .min)
        let wanted = entries.filter { $0.time >= expired }
        let last = kept[stream]?.entries.last?.sequence ?? 0
        try await store.append(entries, durability: .flushed)
        // The numbers are the store's to choose, as long as they grow.
        let added = try await store.read { try $0.journal(stream, after: last, limit: 100) }
        try expectEqual(added.map(\.entry), wanted)
        try expect(zip(added, added.dropFirst()).allSatisfy { $0.sequence < $1.sequence })
        kept[stream, default: Kept()].entries += added
    }

    /// Indexes some of what is not indexed yet.
    private func index(_ stream: JournalStream, _ store: any Store, _ generator: inout SeededGenerator) async throws {
        let limit = Int.random(in: 1...7, using: &generator)
        var entries = try await store.read { try $0.unindexed(stream, limit: limit) }
        for index in entries.indices where entries[index].terms.isEmpty {
            let sequence = entries[index].sequence
            // One that is gone, and may still be handed out, is found by nobody.
            let id = kept[stream]?.entries.first { $0.sequence == sequence }?.entry.id
            entries[index].terms = id.flatMap { terms[$0] } ?? []
        }
        guard let run = JournalRun(of: entries, in: stream) else { return }
        try await store.write { try $0.index(run) }
    }

    /// Asks the store what the reference knows.
    func compare(_ store: any Store, _ generator: inout SeededGenerator) async throws {
        for stream in Self.streams {
            let records = kept[stream]?.entries ?? []
            let after = records.randomElement(using: &generator)?.sequence ?? 0
            let (found, last) = try await store.read { transaction in
                (try transaction.journal(stream, after: after, limit: 1000), try transaction.lastSequence(in: stream))
            }
            try expectEqual(found, records.filter { $0.sequence > after })
            try expectEqual(last, records.last?.sequence ?? 0)
            let query = Self.query(stream, &generator)
            let limit = Int.random(in: 1...9, using: &generator)
            let ids = try await StoreSuite.ids(of: query, limit: limit, in: store)
            let (wanted, possible) = (answer(query, records), answer(query, records, allowing: \.isEmpty))
            try expectEqual(ids.filter { Set(wanted).contains($0) }, wanted)
            try expectEqual(ids, possible.filter(Set(ids).contains))
        }
    }

    private static func query(_ stream: JournalStream, _ generator: inout SeededGenerator) -> JournalQuery {
        let bounds = (0..<2).map { _ in Int64.random(in: -1...41, using: &generator) }.sorted()
        let all = [("EventName", "Decrypt"), ("EventName", "Encrypt"), ("Parity", "0"), ("Parity", "1"), ("No", "")]
        let some = all.shuffled(using: &generator).prefix(Int.random(in: 0...2, using: &generator))
        return JournalQuery(
            stream, account: accounts.randomElement(using: &generator) ?? nil, region: .standard,
            times: Timestamp(milliseconds: bounds[0])...Timestamp(milliseconds: bounds[1]),
            terms: some.map { JournalTerm(JournalTerm.Field($0.0), $0.1) },
            order: Bool.random(using: &generator) ? .newestFirst : .oldestFirst)
    }

    /// The ids of the entries that a query is for, in its order.
    /// - Parameter exception: which entries may be in the answer in any case, by the terms that they were stored with
    private func answer(
        _ query: JournalQuery, _ records: [JournalRecord], allowing exception: ([JournalTerm]) -> Bool = { _ in false }
    ) -> [String] {
        let matching = records.filter { record in
            record.entry.account == query.account && record.entry.region == query.region
                && query.times.contains(record.entry.time)
                && (exception(record.entry.terms)
                    || query.terms.allSatisfy((terms[record.entry.id] ?? []).contains))
        }
        let sorted = matching.sorted { ($0.entry.time, $0.sequence) < ($1.entry.time, $1.sequence) }.map(\.entry.id)
        return query.order == .oldestFirst ? sorted : sorted.reversed()
    }
}
