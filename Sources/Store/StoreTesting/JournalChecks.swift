import Essentials
import Store

enum JournalSamples {
    static func entry(
        _ index: Int, time: Int64? = nil, stream: JournalStream = "audit", account: AccountID? = .standard,
        name: String = "Decrypt"
    ) -> JournalEntry {
        JournalEntry(
            stream: stream, account: account, region: .standard,
            time: Timestamp(milliseconds: time ?? Int64(index)), id: "event-\(index)",
            terms: [JournalTerm("EventName", name), JournalTerm("Parity", "\(index % 2)")],
            body: Array("{\"n\":\(index)}".utf8))
    }
}

extension StoreSuite {
    static let journalChecks: [StoreCheck] = [
        StoreCheck("entries are read back whole, in the order of their appending, each stream by itself") { store in
            let entries = (0..<50).map { JournalSamples.entry($0, stream: $0 % 5 == 0 ? "config" : "audit") }
            for chunk in 0..<5 {
                let part = Array(entries[chunk * 10..<chunk * 10 + 10])
                try await store.append(part, durability: .flushed)
            }
            for stream in ["audit", "config", "none"] as [JournalStream] {
                let found = try await store.read { try $0.journal(stream, after: 0, limit: 1000) }
                try expectEqual(found.map(\.entry), entries.filter { $0.stream == stream })
                try expect(zip(found, found.dropFirst()).allSatisfy { $0.sequence < $1.sequence })
                try expect(found.allSatisfy { $0.sequence > 0 })
            }
        },
        StoreCheck("a consumer that keeps its cursor gets each entry once") { store in
            try await store.append((0..<25).map { JournalSamples.entry($0) }, durability: .flushed)
            var seen: [String] = []
            while true {
                let batch = try await store.write { transaction in
                    let key = JournalCursor.key("audit", consumer: "test")
                    var cursor =
                        try transaction.get(JournalCursor.self, key)?.record ?? JournalCursor("audit", consumer: "test")
                    let batch = try transaction.journal("audit", after: cursor.sequence, limit: 10)
                    cursor.sequence = batch.last?.sequence ?? cursor.sequence
                    try transaction.put(cursor)
                    return batch.map(\.entry.id)
                }
                if batch.isEmpty { break }
                seen += batch
            }
            try expectEqual(seen, (0..<25).map { "event-\($0)" })
        },
        StoreCheck("entries of an account and a span of time come newest first, page by page") { store in
            // Several entries have the same time, and they are not appended in the order of time.
            let times = (0..<60).map { Int64(($0 * 37) % 20) }
            let entries = times.enumerated().map { JournalSamples.entry($0.offset, time: $0.element) }
            let strangers = (0..<9).map { JournalSamples.entry(100 + $0, time: 5, account: AccountID("111111111111")) }
            try await store.append(entries + strangers, durability: .flushed)
            let query = JournalQuery(
                "audit", account: .standard, region: .standard,
                times: Timestamp(milliseconds: 3)...Timestamp(milliseconds: 15))
            let wanted = entries.enumerated().filter { (3...15).contains(times[$0.offset]) }
                .sorted { (times[$0.offset], $0.offset) > (times[$1.offset], $1.offset) }.map(\.element.id)
            try expectEqual(try await ids(of: query, limit: 7, in: store), wanted)
        },
        StoreCheck("entries are looked up by all the terms given") { store in
            let entries = (0..<40).map { JournalSamples.entry($0, name: $0 % 3 == 0 ? "Encrypt" : "Decrypt") }
            try await store.append(entries, durability: .flushed)
            let query = JournalQuery(
                "audit", account: .standard, region: .standard,
                terms: [JournalTerm("EventName", "Encrypt"), JournalTerm("Parity", "0")])
            let wanted = (0..<40).reversed().filter { $0 % 6 == 0 }.map { "event-\($0)" }
            try expectEqual(try await ids(of: query, limit: 2, in: store), wanted)
        },
        StoreCheck("the last sequence number of a stream is that of its newest entry") { store in
            try expectEqual(try await store.read { try $0.lastSequence(in: "audit") }, 0)
            try await store.append((0..<3).map { JournalSamples.entry($0) }, durability: .flushed)
            try await store.append([JournalSamples.entry(3, stream: "config")], durability: .flushed)
            let (newest, last) = try await store.read { transaction in
                (
                    try transaction.journal("audit", after: 0, limit: 10).last?.sequence,
                    try transaction.lastSequence(in: "audit")
                )
            }
            try expectEqual(last, newest)
        },
        StoreCheck("trimmed entries are gone and their numbers are not used again") { store in
            try await store.append((0..<10).map { JournalSamples.entry($0) }, durability: .flushed)
            let all = try await store.read { try $0.journal("audit", after: 0, limit: 100) }
            let middle = all[4].sequence
            try await store.write { try $0.trim("audit", through: middle) }
            let left = try await store.read { try $0.journal("audit", after: 0, limit: 100) }
            try expectEqual(left.map(\.entry.id), (5..<10).map { "event-\($0)" })
            try await store.write { try $0.trim("audit", through: .max) }
            try await store.append([JournalSamples.entry(10)], durability: .flushed)
            let next = try await store.read { try $0.journal("audit", after: 0, limit: 100) }
            try expectEqual(next.map(\.entry.id), ["event-10"])
            try expect((next.first?.sequence ?? 0) > (all.last?.sequence ?? 0))
        },
        StoreCheck("a flush makes grouped entries readable, and appends beyond the bound wait without loss") { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for index in 0..<300 {
                            let entry = JournalSamples.entry(writer * 1000 + index)
                            try await store.append([entry], durability: .grouped(within: .hours(1)))
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await store.flush()
            let found = try await store.read { try $0.journal("audit", after: 0, limit: 10_000) }
            try expectEqual(Set(found.map(\.entry.id)).count, 2400)
            for writer in 0..<8 {
                let own = found.compactMap { Int($0.entry.id.dropFirst(6)) }.filter { $0 / 1000 == writer }
                try expectEqual(own, own.sorted())
            }
        },
    ]

    static func ids(of query: JournalQuery, limit: Int, in store: any Store) async throws -> [String] {
        var (ids, position): ([String], JournalPosition?) = ([], nil)
        repeat {
            let start = position
            let page = try await store.read { try $0.journal(query, after: start, limit: limit) }
            try expect(page.records.count <= limit)
            ids += page.records.map(\.entry.id)
            position = page.next
        } while position != nil
        return ids
    }
}
