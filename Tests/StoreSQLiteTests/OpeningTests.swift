import Essentials
import Foundation
import Store
import Testing

@testable import StoreSQLite

@Suite struct OpeningTests {
    @Test func onlyTheOwnerCanReadTheFiles() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            _ = try await store.write { try $0.insert(Note("a", "text")) }
            #expect(try permissions(path) == 0o700)
            for name in ["state.sqlite", "state.sqlite-wal", "state.sqlite-shm", "lock"] {
                #expect(try permissions("\(path)/\(name)") == 0o600, "\(name)")
            }
            try await store.close()
        }
    }

    @Test func aSecondServerIsRefusedUntilTheFirstHasClosed() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            #expect(throws: StoreError.inUse(path: path)) { try DataDirectory(path) }
            try await store.close()
            try await SQLiteStore.open(in: DataDirectory(path)).close()
        }
    }

    @Test func aNewerSchemaIsRefused() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            try await store.run("INSERT INTO schema_version (version) VALUES (99)")
            try await store.close()
            #expect(throws: StoreError.newerSchema(found: 99, supported: Schema.newest)) {
                try SQLiteStore.open(in: DataDirectory(path))
            }
        }
    }

    @Test func migrationsRunOnceAndContinueFromWhereTheyStopped() async throws {
        let store = try SQLiteStore.inMemory()
        for table in Schema.contentTables + ["counter"] { try await store.run("DROP TABLE \(table)") }
        try await store.run("DELETE FROM schema_version")
        let versions = try await store.database.writeWithoutTransaction { database in
            let connection = Connection(database: database, path: "memory")
            return try [0, Schema.newest, Schema.newest].map { version in
                try Schema.migrate(connection, to: version)
                return try connection.first("SELECT COUNT(*) FROM schema_version", []) { $0.integer(0) }
            }
        }
        #expect(versions == [0, Int64(Schema.newest), Int64(Schema.newest)])
        _ = try await store.write { try $0.insert(Note("a", "text")) }
        try await store.close()
    }

    @Test func aFileThatIsNoDatabaseIsDamaged() async throws {
        try await withTemporaryDirectory { path in
            try await SQLiteStore.open(in: DataDirectory(path)).close()
            let file = "\(path)/state.sqlite"
            try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: file))
            #expect(throws: StoreError.corrupted(path: file)) { try SQLiteStore.open(in: DataDirectory(path)) }
        }
    }

    @Test func aFlippedByteOfARecordIsNoticed() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            _ = try await store.write { try $0.insert(Note("a", "the quick brown fox")) }
            try await store.append([Note.entry("e", size: 50)], durability: .flushed)
            try await store.close()
            let file = "\(path)/state.sqlite"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            for text in ["quick", String(repeating: "A", count: 50)] {
                let place = try #require(bytes.range(of: Data(text.utf8)))
                bytes[place.lowerBound] ^= 1
            }
            try bytes.write(to: URL(fileURLWithPath: file))
            let damaged = try SQLiteStore.open(in: DataDirectory(path))
            #expect(throws: StoreError.corrupted(path: file)) { try damaged.get(Note.self, Note.key("a")) }
            await #expect(throws: StoreError.corrupted(path: file)) {
                try await damaged.read { try $0.journal("audit", after: 0, limit: 1) }
            }
            try await damaged.close()
        }
    }

    @Test(arguments: ["/proc/yagura", "/dev/null/yagura", "/nonexistent/yagura"])
    func aPlaceThatCannotHoldADirectoryIsToldByItsPath(_ path: String) {
        let error = #expect(throws: StoreError.self) { try DataDirectory(path) }
        #expect(error?.description.contains(path) == true)
    }

    /// The superuser may write anywhere, so only others see a directory that is not theirs to write.
    @Test(.disabled(if: geteuid() == 0)) func aReadOnlyDirectoryIsRefused() async throws {
        try await withTemporaryDirectory { path in
            let inner = "\(path)/data"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: path)
            #expect(throws: StoreError.notWritable(path: inner)) { try DataDirectory(inner) }
        }
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
