import Essentials
import Store

extension StoreSuite {
    static let queryChecks: [StoreCheck] = [
        StoreCheck("queries agree with a plain evaluation of the predicate") { store in
            for seed in 1...4 as ClosedRange<UInt64> {
                var generator = SeededGenerator(seed: seed)
                let samples = SampleMaker.samples(80, &generator)
                try await store.write { transaction in
                    let known = try transaction.query(Sample.self, in: .everywhere, limit: 1000).records
                    for old in known { try transaction.delete(Sample.self, old.record.key) }
                    for sample in samples { try transaction.put(sample) }
                }
                for _ in 0..<150 {
                    let query = SampleMaker.query(&generator)
                    let limit = Int.random(in: 1...30, using: &generator)
                    let found = try await allPages(of: query, limit: limit, in: store)
                    try expectEqual(found, plainAnswer(query, samples))
                    let count = try await store.read { try $0.count(query) }
                    try expectEqual(count, found.count)
                }
            }
        },
        StoreCheck("integers come before texts, and texts in the order of their bytes") { store in
            let tags: [Sample.Tag] = [
                .number(.min), .number(-1), .number(0), .number(.max), .text(""), .text("10"), .text("9"), .text("Z"),
                .text("a"), .text("\u{D7FF}"), .text("\u{E000}"), .text("\u{10FFFF}"),
            ]
            try await store.write { transaction in
                for (index, tag) in tags.enumerated().shuffled() {
                    var sample = Sample("\(index)")
                    sample.tags = [tag]
                    try transaction.insert(sample)
                }
            }
            let page = try await store.read {
                try $0.query(Sample.self, in: Places.here, order: .field("tag"), limit: 100)
            }
            try expectEqual(page.records.map(\.record.tags), tags.map { [$0] })
        },
    ]

    /// Every record of a query, page by page.
    static func allPages(of query: RecordQuery, limit: Int, in store: any Store) async throws -> [RecordKey] {
        var (keys, position): ([RecordKey], RecordPosition?) = ([], nil)
        repeat {
            let start = position
            let page: RecordPage<Sample> = try await store.read { transaction in
                try transaction.query(
                    in: query.scope, where: query.predicate, order: query.order, direction: query.direction,
                    limit: limit, after: start)
            }
            try expect(page.records.count == limit || page.next == nil, "a short page that is not the last")
            keys += page.records.map(\.record.key)
            position = page.next
        } while position != nil
        return keys
    }

    /// The answer by definition: filter and sort in memory.
    private static func plainAnswer(_ query: RecordQuery, _ samples: [Sample]) -> [RecordKey] {
        let matching = samples.filter { sample in
            query.scope.contains(sample.key) && query.predicate?.holds(for: sample.indexes) ?? true
        }
        let places = matching.flatMap { sample -> [(IndexValue, RecordKey)] in
            guard case .field(let field) = query.order else { return [(0, sample.key)] }
            let bounds = query.predicate?.conjuncts.filter { $0.field == field } ?? []
            let values = Set(sample.indexes.filter { $0.field == field }.map(\.value))
            return values.filter { value in bounds.allSatisfy { $0.admits(value) } }.map { ($0, sample.key) }
        }
        let sorted = places.sorted { left, right in
            left.0 != right.0 ? left.0 < right.0 : precedes(left.1, right.1)
        }
        let keys = sorted.map(\.1)
        return query.direction == .ascending ? keys : keys.reversed()
    }

    private static func precedes(_ left: RecordKey, _ right: RecordKey) -> Bool {
        let parts = { (key: RecordKey) in [key.account?.description ?? "", key.region?.description ?? "", key.id] }
        for (a, b) in zip(parts(left), parts(right)) where !a.utf8.elementsEqual(b.utf8) {
            return a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        return false
    }
}
