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
    private var next = 0

    /// Does one thing to the store and to the reference.
    mutating func change(_ store: any Store, _ generator: inout SeededGenerator) async throws {
        let stream = Self.streams.randomElement(using: &generator) ?? "one"
        let sequences = kept[stream]?.entries.map(\.sequence) ?? []
        switch Int.random(in: 0..<10, using: &generator) {
        case 0:
            try await store.write { try $0.drop(stream) }
            kept[stream] = nil
        case 1:
            let through = sequences.randomElement(using: &generator) ?? 0
            try await store.write { try $0.trim(stream, through: through) }
            kept[stream]?.entries.removeAll { $0.sequence <= through }
        case 2:
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
            return JournalSamples.entry(
                next, time: Int64.random(in: 0..<40, using: &generator), stream: stream,
                account: Self.accounts.randomElement(using: &generator) ?? nil)
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
            try expectEqual(
                try await StoreSuite.ids(of: query, limit: limit, in: store), answer(query, records).map(\.id))
        }
    }

    private static func query(_ stream: JournalStream, _ generator: inout SeededGenerator) -> JournalQuery {
        let bounds = (0..<2).map { _ in Int64.random(in: -1...41, using: &generator) }.sorted()
        let names = ["Decrypt", "Encrypt"].filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
        return JournalQuery(
            stream, account: accounts.randomElement(using: &generator) ?? nil, region: .standard,
            times: Timestamp(milliseconds: bounds[0])...Timestamp(milliseconds: bounds[1]),
            attributes: names.map { JournalAttribute("EventName", $0) },
            order: Bool.random(using: &generator) ? .newestFirst : .oldestFirst)
    }

    private func answer(_ query: JournalQuery, _ records: [JournalRecord]) -> [JournalEntry] {
        let matching = records.filter { record in
            record.entry.account == query.account && record.entry.region == query.region
                && query.times.contains(record.entry.time)
                && query.attributes.allSatisfy(record.entry.attributes.contains)
        }
        let sorted = matching.sorted { ($0.entry.time, $0.sequence) < ($1.entry.time, $1.sequence) }.map(\.entry)
        return query.order == .oldestFirst ? sorted : sorted.reversed()
    }
}
