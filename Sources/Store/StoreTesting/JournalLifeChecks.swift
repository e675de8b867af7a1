import Essentials
import Store

/// Streams that are read both ways, trimmed and dropped.
extension StoreSuite {
    static let journalLifeChecks: [StoreCheck] = [
        StoreCheck("journals agree with a plain list of entries, whatever is appended, indexed, trimmed and dropped") {
            store in
            for seed in 1...3 as ClosedRange<UInt64> {
                var generator = SeededGenerator(seed: seed)
                var reference = JournalReference()
                for stream in JournalReference.streams { try await store.write { try $0.drop(stream) } }
                for _ in 0..<80 {
                    try await reference.change(store, &generator)
                    // Lets what is gone be deleted, or not yet.
                    if Bool.random(using: &generator) { try await store.flush() }
                    try await reference.compare(store, &generator)
                }
            }
        },
        StoreCheck("a stream that is made again has its own entries, and numbers from 1") { store in
            try await store.append((0..<20).map { JournalSamples.entry($0) }, durability: .flushed)
            try await store.write { transaction in
                try transaction.drop("audit")
                try transaction.append([JournalSamples.entry(20)])
            }
            for _ in 0..<10 {
                let found = try await store.read { try $0.journal("audit", after: 0, limit: 100) }
                try expectEqual(found.map(\.entry.id), ["event-20"])
                try expectEqual(found.map(\.sequence), [1])
                try await store.flush()
            }
        },
        StoreCheck("a stream that was never used can be trimmed and dropped") { store in
            try await store.write { transaction in
                try transaction.drop("none")
                try transaction.trim("none", through: 7)
                try transaction.trim("none", before: Timestamp(milliseconds: 7))
                try transaction.drop("none")
            }
            try expectEqual(try await store.read { try $0.lastSequence(in: "none") }, 0)
        },
        StoreCheck("numbers of entries that were forgotten for their time are not used again") { store in
            try await store.append((0..<20).map { JournalSamples.entry($0) }, durability: .flushed)
            let last = try await store.read { try $0.lastSequence(in: "audit") }
            try await store.write { try $0.trim("audit", before: Timestamp(milliseconds: 1000)) }
            for _ in 0..<10 { try await store.flush() }
            try await store.append(
                [JournalSamples.entry(20, time: 999), JournalSamples.entry(21, time: 1000)], durability: .flushed)
            let found = try await store.read { try $0.journal("audit", after: 0, limit: 100) }
            try expectEqual(found.map(\.entry.id), ["event-21"])
            try expect((found.first?.sequence ?? 0) > last)
        },
        StoreCheck("trims and drops of a transaction that fails are undone") { store in
            struct Refusal: Error {}
            try await store.append((0..<20).map { JournalSamples.entry($0) }, durability: .flushed)
            for step in 0..<3 {
                do {
                    try await store.write { transaction in
                        switch step {
                        case 0: try transaction.trim("audit", through: 9)
                        case 1: try transaction.trim("audit", before: Timestamp(milliseconds: 9))
                        default: try transaction.drop("audit")
                        }
                        throw Refusal()
                    }
                } catch is Refusal {}
                try await store.flush()
                try expectEqual(try await store.read { try $0.journal("audit", after: 0, limit: 100) }.count, 20)
            }
        },
    ]
}
