import Store
import Synchronization

extension StoreSuite {
    private final class Seen: Sendable {
        private let changes = Mutex<[CommittedChanges]>([])
        func add(_ change: CommittedChanges) { changes.withLock { $0.append(change) } }
        var keys: Set<RecordKey> {
            changes.withLock { $0.reduce(into: []) { $0.formUnion($1.records[Sample.kind] ?? []) } }
        }
        var streams: Set<JournalStream> { changes.withLock { $0.reduce(into: []) { $0.formUnion($1.streams) } } }
        var count: Int { changes.withLock { $0.count } }
        var hasReset: Bool { changes.withLock { $0.contains(where: \.isReset) } }
    }

    private struct Refusal: Error {}

    static let observationChecks: [StoreCheck] = [
        StoreCheck("observers know of written and deleted keys before the writer is answered") { store in
            let seen = Seen()
            let observation = store.observe { seen.add($0) }
            _ = try await store.write { try $0.insert(Sample("a")) }
            try expectEqual(seen.keys, [Sample.key("a")])
            _ = try await store.write { try $0.delete(Sample.self, Sample.key("a")) }
            try expectEqual(seen.count, 2)
            try await store.append([JournalSamples.entry(1)], durability: .flushed)
            try expectEqual(seen.streams, ["audit"])
            withExtendedLifetime(observation) {}
        },
        StoreCheck("observers hear nothing of what was undone or only read") { store in
            let seen = Seen()
            let observation = store.observe { seen.add($0) }
            do {
                try await store.write { transaction in
                    try transaction.insert(Sample("a"))
                    throw Refusal()
                }
            } catch is Refusal {}
            _ = try await store.write { try $0.count(Sample.self, in: .everywhere) }
            try expectEqual(seen.count, 0)
            withExtendedLifetime(observation) {}
        },
        StoreCheck("an observer that was let go hears nothing more") { store in
            let seen = Seen()
            var observation: StoreObservation? = store.observe { seen.add($0) }
            try expect(observation != nil)
            observation = nil
            _ = try await store.write { try $0.insert(Sample("a")) }
            try expectEqual(seen.count, 0)
        },
        StoreCheck("a record cache answers with the latest acknowledged write") { store in
            let cache = RecordCache<Sample>(store, capacity: 16)
            try expect(try cache.get(Sample.key("a")) == nil)
            for size in 0..<20 as Range<Int64> {
                _ = try await store.write { transaction in
                    var sample = Sample("a")
                    sample.size = size
                    return try transaction.put(sample)
                }
                try expectEqual(try cache.get(Sample.key("a"))?.record.size, size)
                try expectEqual(try cache.get(Sample.key("a"))?.record.size, size)
            }
            _ = try await store.write { try $0.delete(Sample.self, Sample.key("a")) }
            try expect(try cache.get(Sample.key("a")) == nil)
        },
        StoreCheck("a reset empties a store in memory and its caches; other stores refuse") { store in
            let seen = Seen()
            let observation = store.observe { seen.add($0) }
            let cache = RecordCache<Sample>(store, capacity: 16)
            try await store.write { transaction in
                try transaction.insert(Sample("a"))
                try transaction.append([JournalSamples.entry(1)])
            }
            try expect(try cache.get(Sample.key("a")) != nil)
            do {
                try await store.reset()
            } catch StoreError.resetRefused {
                return try expect(try cache.get(Sample.key("a")) != nil)
            }
            try expect(seen.hasReset)
            try expect(try cache.get(Sample.key("a")) == nil)
            let left = try await store.read { transaction in
                try transaction.count(Sample.self, in: .everywhere)
                    + transaction.journal("audit", after: 0, limit: 9).count
            }
            try expectEqual(left, 0)
            withExtendedLifetime(observation) {}
        },
    ]
}
