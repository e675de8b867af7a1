import Essentials
import Foundation
import GRDB
import Store
import StoreSQLite
import Testing

@Suite struct DurabilityTests {
    @Test func whatWasStoredIsThereAfterReopening() async throws {
        try await withTemporaryDirectory { path in
            let first = try SQLiteStore.open(in: DataDirectory(path))
            let version = try await first.write { try $0.insert(Note("a", "text")) }
            try await first.append([Note.entry("e1")], durability: .grouped(within: .hours(1)))
            try await first.close()

            let second = try SQLiteStore.open(in: DataDirectory(path))
            #expect(try second.get(Note.self, Note.key("a"))?.record.text == "text")
            let next = try await second.write { try $0.put(Note("a", "new")) }
            #expect(next > version)
            try await second.append([Note.entry("e2")], durability: .flushed)
            let entries = try await second.read { try $0.journal("audit", after: 0, limit: 10) }
            #expect(entries.map(\.entry.id) == ["e1", "e2"])
            #expect(entries.map(\.sequence) == [1, 2])
            try await second.close()
        }
    }

    /// A copy of the files is what a process that is killed leaves behind.
    @Test func aCopyOfTheFilesHoldsEverythingAcknowledged() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            for round in 0..<20 {
                try await store.write { transaction in
                    try transaction.insert(Note("r\(round)", "text"))
                    try transaction.append([Note.entry("t\(round)")])
                }
                try await store.append([Note.entry("f\(round)")], durability: .flushed)
                let copy = "\(path)-copy\(round)"
                defer { try? FileManager.default.removeItem(atPath: copy) }
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                let survivor = try SQLiteStore.open(in: DataDirectory(copy))
                let ids = try await survivor.read { try $0.journal("audit", after: 0, limit: 100).map(\.entry.id) }
                #expect(ids == (0...round).flatMap { ["t\($0)", "f\($0)"] })
                #expect(try await survivor.read { try $0.count(Note.self, in: .everywhere) } == round + 1)
                try await survivor.close()
            }
            try await store.close()
        }
    }

    @Test func theWriterSyncsEachCommit() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            #expect(try await store.synchronousSetting() == 2)
            try await store.close()
        }
    }

    @Test func aFullDiskIsToldAndHurtsNothing() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            _ = try await store.write { try $0.insert(Note("before", "text")) }
            try await store.limitSize(toPages: 40)
            let full = StoreError.diskFull(path: "\(path)/state.sqlite")
            let large = Note("large", String(repeating: "x", count: 400_000))
            await #expect(throws: full) { _ = try await store.write { try $0.insert(large) } }
            #expect(try store.get(Note.self, Note.key("large")) == nil)
            _ = try await store.write { try $0.put(Note("before", "changed")) }
            #expect(try store.get(Note.self, Note.key("before"))?.record.text == "changed")
            try await store.close()
        }
    }

    @Test func whatWasTakenOnTrustWhileTheStoreWasClosedIsKept() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            let taken = try await withThrowingTaskGroup(of: Int.self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        for index in 0... {
                            do {
                                let entry = Note.entry("\(writer)/\(index)")
                                try await store.append([entry], durability: .grouped(within: .hours(1)))
                            } catch StoreError.closed { return index }
                        }
                        return 0
                    }
                }
                try await store.flush()
                try await store.close()
                return try await group.reduce(0, +)
            }
            let again = try SQLiteStore.open(in: DataDirectory(path))
            #expect(try await again.read { try $0.lastSequence(in: "audit") } == taken)
            try await again.close()
        }
    }

    /// Entries on trust that could not be written are kept, and no more are taken, until the disk has room again.
    @Test func groupedEntriesOutliveAFullDisk() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            try await store.limitSize(toPages: 40)
            let full = StoreError.diskFull(path: "\(path)/state.sqlite")
            let large = Note.entry("large", size: 400_000)
            try await store.append([large], durability: .grouped(within: .hours(1)))
            await #expect(throws: full) { try await store.flush() }
            await #expect(throws: full) {
                try await store.append([Note.entry("more")], durability: .grouped(within: .hours(1)))
            }
            try await store.limitSize(toPages: 1_000_000)
            try await store.flush()
            try await store.append([Note.entry("later")], durability: .grouped(within: .hours(1)))
            try await store.flush()
            let ids = try await store.read { try $0.journal("audit", after: 0, limit: 9).map(\.entry.id) }
            #expect(ids == ["large", "later"])
            try await store.close()
        }
    }
}
