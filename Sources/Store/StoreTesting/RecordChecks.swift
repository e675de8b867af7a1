import Essentials
import Store

extension StoreSuite {
    static let recordChecks: [StoreCheck] = [
        StoreCheck("an inserted record is read back whole") { store in
            var sample = Sample("a")
            (sample.name, sample.size, sample.tags) = ("é\u{1F600}", -7, [.text("x"), .number(.max)])
            let stored = sample
            let version = try await store.write { try $0.insert(stored) }
            let found = try store.get(Sample.self, sample.key)
            try expectEqual(found?.record, sample)
            try expectEqual(found?.version, version)
        },
        StoreCheck("a key that was never written has no record") { store in
            try expect(try store.get(Sample.self, Sample.key("a")) == nil)
        },
        StoreCheck("an insert over a record fails and leaves it") { store in
            _ = try await store.write { try $0.insert(Sample("a")) }
            try await expectError(.alreadyExists(Sample.kind, Sample.key("a"))) {
                _ = try await store.write { transaction in
                    var other = Sample("a")
                    other.name = "other"
                    return try transaction.insert(other)
                }
            }
            try expectEqual(try store.get(Sample.self, Sample.key("a"))?.record, Sample("a"))
        },
        StoreCheck("a put replaces body and index entries") { store in
            try await store.write { transaction in
                var sample = Sample("a")
                sample.name = "old"
                try transaction.put(sample)
                sample.name = "new"
                try transaction.put(sample)
            }
            let names = try await store.read { transaction in
                try ["old", "new"].map {
                    try transaction.count(Sample.self, in: Places.here, where: .equals("name", .string($0)))
                }
            }
            try expectEqual(names, [0, 1])
        },
        StoreCheck("an update needs the present version") { store in
            let first = try await store.write { try $0.insert(Sample("a")) }
            let second = try await store.write { try $0.update(Sample("a"), expecting: first) }
            try expect(second > first)
            let conflict = StoreError.versionConflict(Sample.kind, Sample.key("a"), expected: first, actual: second)
            try await expectError(conflict) {
                _ = try await store.write { try $0.update(Sample("a"), expecting: first) }
            }
            try await expectError(conflict) {
                _ = try await store.write { try $0.delete(Sample.self, Sample.key("a"), expecting: first) }
            }
        },
        StoreCheck("an update of nothing fails") { store in
            try await expectError(.notFound(Sample.kind, Sample.key("a"))) {
                _ = try await store.write { try $0.update(Sample("a"), expecting: RecordVersion(1)) }
            }
        },
        StoreCheck("a record made again has a version of its own") { store in
            let first = try await store.write { try $0.insert(Sample("a")) }
            let deleted = try await store.write { try $0.delete(Sample.self, Sample.key("a")) }
            let second = try await store.write { try $0.insert(Sample("a")) }
            try expect(deleted && second > first)
        },
        StoreCheck("a deleted record is gone from reads and queries, and deleting it again finds none") { store in
            var sample = Sample("a")
            sample.name = "n"
            let stored = sample
            _ = try await store.write { try $0.insert(stored) }
            let outcomes = try await store.write { transaction in
                try (0..<2).map { _ in try transaction.delete(Sample.self, Sample.key("a")) }
            }
            try expectEqual(outcomes, [true, false])
            try expect(try store.get(Sample.self, Sample.key("a")) == nil)
            let count = try await store.read {
                try $0.count(Sample.self, in: .everywhere, where: .equals("name", "n"))
            }
            try expectEqual(count, 0)
        },
        StoreCheck("kinds, accounts, regions and the bytes of ids keep records apart") { store in
            let samples = Places.accounts.flatMap { account in
                Places.regions.flatMap { region in
                    ["\u{E9}", "e\u{301}"].map { Sample($0, account: account, region: region) }
                }
            }
            try await store.write { transaction in
                for sample in samples { try transaction.insert(sample) }
                try transaction.insert(OtherSample(id: "\u{E9}"))
            }
            for sample in samples { try expectEqual(try store.get(Sample.self, sample.key)?.record, sample) }
            let count = try await store.read { try $0.count(Sample.self, in: .everywhere) }
            try expectEqual(count, samples.count)
        },
        StoreCheck("ids and indexed values without a form in every database are refused") { store in
            try await expectError(.invalidRecord(Sample.kind, "its id")) {
                _ = try await store.write { try $0.insert(Sample("a\0b")) }
            }
            try await expectError(.invalidRecord(Sample.kind, "its id")) {
                _ = try await store.write { try $0.insert(Sample("")) }
            }
            try await expectError(.invalidRecord(Sample.kind, "an indexed value")) {
                _ = try await store.write { transaction in
                    var sample = Sample("a")
                    sample.name = "\0"
                    return try transaction.insert(sample)
                }
            }
        },
    ]

    static let uniquenessChecks: [StoreCheck] = [
        StoreCheck("a unique value is held by one record in its region, account or anywhere") { store in
            let (one, other) = (Places.accounts[1], Places.accounts[2])
            let (here, there) = (Places.regions[1], Places.regions[2])
            try await store.write { transaction in
                try transaction.insert(unique("a", one, here))
                // Free elsewhere, each in its own way.
                try transaction.insert(
                    unique("b", one, there) {
                        $0.uniqueInAccount = nil; $0.uniqueEverywhere = nil
                    })
                try transaction.insert(unique("c", other, here) { $0.uniqueEverywhere = nil })
            }
            let taken: [(Sample, IndexField)] = [
                (
                    unique("d", one, here) {
                        $0.uniqueInAccount = nil; $0.uniqueEverywhere = nil
                    }, "local"
                ),
                (unique("d", one, nil) { $0.uniqueEverywhere = nil }, "owned"),
                (unique("d", nil, nil), "global"),
            ]
            for (sample, field) in taken {
                try await expectError(.uniqueViolation(Sample.kind, field)) {
                    _ = try await store.write { try $0.insert(sample) }
                }
            }
        },
        StoreCheck("a refused unique value leaves nothing, even when the error is caught") { store in
            let refused = try await store.write { transaction in
                try transaction.insert(unique("a", nil, nil))
                var second = unique("b", nil, nil)
                second.name = "half"
                do {
                    try transaction.insert(second)
                    return false
                } catch StoreError.uniqueViolation {
                    return true
                }
            }
            let count = try await store.read { transaction in
                try transaction.count(Sample.self, in: .everywhere)
                    + transaction.count(Sample.self, in: .everywhere, where: .exists("name"))
            }
            try expect(refused)
            try expectEqual(count, 1)
        },
        StoreCheck("a unique value is free again once its record lets go of it") { store in
            try await store.write { transaction in
                try transaction.insert(unique("a", nil, nil))
                try transaction.put(unique("a", nil, nil) { $0.uniqueEverywhere = "moved" })
                try transaction.insert(unique("b", Places.accounts[1], nil))
                try transaction.delete(Sample.self, RecordKey(account: nil, region: nil, id: "a"))
                try transaction.insert(unique("c", Places.accounts[2], nil) { $0.uniqueEverywhere = "moved" })
            }
            let count = try await store.read { try $0.count(Sample.self, in: .everywhere) }
            try expectEqual(count, 2)
        },
        StoreCheck("a record may keep its own unique value") { store in
            try await store.write { transaction in
                try transaction.insert(unique("a", nil, nil))
                try transaction.put(unique("a", nil, nil) { $0.name = "changed" })
            }
            let found = try await store.read {
                try $0.first(Sample.self, in: .everywhere, where: .equals("global", "v"))
            }
            try expectEqual(found?.record.name, "changed")
        },
    ]

    private static func unique(
        _ id: String, _ account: AccountID?, _ region: Region?, _ change: (inout Sample) -> Void = { _ in }
    ) -> Sample {
        var sample = Sample(id, account: account, region: region)
        (sample.uniqueInRegion, sample.uniqueInAccount, sample.uniqueEverywhere) = ("v", "v", "v")
        change(&sample)
        return sample
    }
}
