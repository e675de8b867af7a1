import Essentials
import Store

extension StoreSuite {
    static let timelineChecks: [StoreCheck] = [
        StoreCheck("a timeline is read in order of time in either direction, each lane also alone") { store in
            let drafts = TimelineSamples.drafts
            let positions = try await store.write { transaction in
                _ = try transaction.append([TimelineSamples.draft(7, time: 3)], to: 2)
                return try transaction.append(drafts, to: 1)
            }
            let entries = zip(drafts, positions).map {
                TimelineEntry(position: $1, lane: $0.lane, body: $0.body)
            }
            let ordered = entries.sorted { $0.position < $1.position }
            try expectEqual(try await TimelineSamples.all(TimelineQuery(1), in: store), ordered)
            try expectEqual(
                try await TimelineSamples.all(TimelineQuery(1, direction: .descending), in: store), ordered.reversed())
            for lane in Int64(0)..<3 {
                let own = ordered.filter { $0.lane == lane }
                try expectEqual(try await TimelineSamples.all(TimelineQuery(1, lane: lane), in: store), own)
                let backward = TimelineQuery(1, lane: lane, direction: .descending)
                try expectEqual(try await TimelineSamples.all(backward, in: store), own.reversed())
            }
        },
        StoreCheck("a timeline is read from and to a time, both included") { store in
            let drafts = TimelineSamples.drafts
            _ = try await store.write { try $0.append(drafts, to: 1) }
            let times = Timestamp(milliseconds: 4)...Timestamp(milliseconds: 9)
            let found = try await TimelineSamples.all(TimelineQuery(1, times: times), in: store)
            try expectEqual(found.count, drafts.count { times.contains($0.time) })
            try expect(found.allSatisfy { times.contains($0.position.time) })
        },
        StoreCheck("a page of a timeline ends with the bytes that it may have, and has one entry at least") { store in
            let drafts = (0..<10).map { TimelineDraft(lane: 0, time: .init(milliseconds: $0), body: [0, 1, 2, 3]) }
            _ = try await store.write { try $0.append(drafts, to: 1) }
            for (bytes, wanted) in [(1, 1), (4, 1), (11, 2), (400, 10)] {
                let limit = TimelineLimit(entries: 100, bytes: bytes)
                let page = try await store.read { try $0.timeline(TimelineQuery(1), after: nil, limit: limit) }
                try expectEqual(page.entries.count, wanted)
                try expectEqual(page.hasMore, wanted < 10)
            }
        },
        StoreCheck("a timeline loses its beginning, a lane or the whole of it, in portions") { store in
            let drafts = TimelineSamples.drafts
            _ = try await store.write { transaction in
                _ = try transaction.append(drafts, to: 2)
                return try transaction.append(drafts, to: 1)
            }
            let early = TimelineQuery(1, times: Timestamp(milliseconds: .min)...Timestamp(milliseconds: 4))
            try expectEqual(
                try await TimelineSamples.remove(early, from: store),
                drafts.count { $0.time.milliseconds <= 4 })
            let late = drafts.filter { $0.time.milliseconds > 4 }
            try expectEqual(
                try await TimelineSamples.remove(TimelineQuery(1, lane: 1), from: store),
                late.count { $0.lane == 1 })
            let rest = try await TimelineSamples.all(TimelineQuery(1), in: store)
            try expectEqual(rest.count, late.count { $0.lane != 1 })
            _ = try await TimelineSamples.remove(TimelineQuery(1), from: store)
            try expectEqual(try await TimelineSamples.all(TimelineQuery(1), in: store), [])
            try expectEqual(try await TimelineSamples.all(TimelineQuery(2), in: store).count, drafts.count)
        },
        StoreCheck("what a transaction appended to a timeline goes with it where it fails") { store in
            let drafts = TimelineSamples.drafts
            struct Undone: Error {}
            do {
                try await store.write { transaction in
                    _ = try transaction.append(drafts, to: 1)
                    throw Undone()
                }
            } catch is Undone {}
            try expectEqual(try await TimelineSamples.all(TimelineQuery(1), in: store), [])
        },
    ]
}

enum TimelineSamples {
    static func draft(_ index: Int, time: Int64) -> TimelineDraft {
        TimelineDraft(
            lane: Int64(index % 3), time: Timestamp(milliseconds: time), body: Array("entry \(index)".utf8))
    }

    /// Not in order of time, and several of one time.
    static let drafts = (0..<60).map { draft($0, time: Int64($0 * 37 % 13)) }

    /// In pages of seven.
    static func all(_ query: TimelineQuery, in store: any Store) async throws -> [TimelineEntry] {
        var entries: [TimelineEntry] = []
        while true {
            let position = entries.last?.position
            let page = try await store.read {
                try $0.timeline(query, after: position, limit: TimelineLimit(entries: 7, bytes: 1 << 20))
            }
            entries += page.entries
            if !page.hasMore { return entries }
        }
    }

    /// How many went, eleven at a time.
    static func remove(_ query: TimelineQuery, from store: any Store) async throws -> Int {
        var count = 0
        while true {
            let removals = try await store.write { try $0.remove(query, limit: 11) }
            if removals.isEmpty { return count }
            try expect(removals.allSatisfy { query.lane == nil || $0.lane == query.lane })
            count += removals.reduce(0) { $0 + $1.entries }
        }
    }
}
