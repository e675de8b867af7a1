import Store

extension StoreSuite {
    private struct Refusal: Error, Equatable {}

    static let transactionChecks: [StoreCheck] = [
        StoreCheck("an error undoes records and journal entries of its transaction, and passes through") { store in
            do {
                try await store.write { transaction in
                    try transaction.insert(Sample("a"))
                    try transaction.append([JournalSamples.entry(1)])
                    throw Refusal()
                }
                try expect(false, "the error was lost")
            } catch is Refusal {}
            try expect(try store.get(Sample.self, Sample.key("a")) == nil)
            let entries = try await store.read { try $0.journal("audit", after: 0, limit: 10) }
            try expectEqual(entries.count, 0)
        },
        StoreCheck("a failing transaction does not hurt those that share its commit") { store in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        do {
                            try await store.write { transaction in
                                try transaction.insert(Sample("r\(index)"))
                                try transaction.append([JournalSamples.entry(index)])
                                if index % 3 == 0 { throw Refusal() }
                            }
                            return index % 3 != 0
                        } catch { return error is Refusal && index % 3 == 0 }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            try expect(outcomes.allSatisfy { $0 }, "a transaction had the fate of another")
            let wanted = (0..<200).filter { $0 % 3 != 0 }
            for index in 0..<200 {
                let found = try store.get(Sample.self, Sample.key("r\(index)"))
                try expectEqual(found != nil, index % 3 != 0)
            }
            let entries = try await store.read { try $0.journal("audit", after: 0, limit: 1000) }
            try expectEqual(Set(entries.map(\.entry.id)), Set(wanted.map { "event-\($0)" }))
            try expectEqual(entries.count, wanted.count)
        },
        StoreCheck("many writers of one record lose no update") { store in
            var counter = Sample("counter")
            counter.size = 0
            let initial = counter
            _ = try await store.write { try $0.insert(initial) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        _ = try await store.write { transaction in
                            guard let found = try transaction.get(Sample.self, Sample.key("counter")) else { return }
                            var record = found.record
                            record.size = (record.size ?? 0) + 1
                            try transaction.update(record, expecting: found.version)
                        }
                    }
                }
                try await group.waitForAll()
            }
            try expectEqual(try store.get(Sample.self, Sample.key("counter"))?.record.size, 100)
        },
        StoreCheck("a transaction reads what it has written") { store in
            let (count, name) = try await store.write { transaction in
                var sample = Sample("a")
                sample.name = "n"
                try transaction.insert(sample)
                let count = try transaction.count(Sample.self, in: Places.here, where: .equals("name", "n"))
                return (count, try transaction.get(Sample.self, sample.key)?.record.name)
            }
            try expect(count == 1 && name == "n")
        },
        StoreCheck("a reader sees a transaction wholly or not at all") { store in
            async let writing: Void = {
                for round in 0..<50 as Range<Int64> {
                    try await store.write { transaction in
                        for id in ["a", "b"] {
                            var sample = Sample(id)
                            sample.size = round
                            try transaction.put(sample)
                        }
                    }
                }
            }()
            for _ in 0..<200 {
                let sizes = try await store.read { transaction in
                    try ["a", "b"].map { try transaction.get(Sample.self, Sample.key($0))?.record.size }
                }
                try expectEqual(sizes[0], sizes[1])
            }
            try await writing
        },
        StoreCheck("a closed store refuses everything") { store in
            try await store.append([JournalSamples.entry(1)], durability: .grouped(within: .hours(1)))
            try await store.close()
            try await expectError(.closed) { _ = try await store.write { try $0.insert(Sample("a")) } }
            try await expectError(.closed) { _ = try await store.read { try $0.count(Sample.self, in: .everywhere) } }
            try await expectError(.closed) { _ = try store.get(Sample.self, Sample.key("a")) }
            try await expectError(.closed) {
                try await store.append([JournalSamples.entry(2)], durability: .grouped(within: .seconds(1)))
            }
        },
    ]
}
