import Store
import Testing

@testable import StoreSQLite

@Suite struct LeftoverTests {
    private struct Thing: StoredRecord {
        static let kind: RecordKind = "test.thing"
        var value: String
        var key: RecordKey { RecordKey(account: nil, region: nil, id: "a") }
        var indexes: [IndexEntry] { [IndexEntry("f", value), IndexEntry("u", value, unique: .everywhere)] }
    }

    @Test func deletedAndChangedRecordsLeaveNoIndexEntries() async throws {
        let store = try SQLiteStore.inMemory()
        try await store.write { transaction in
            for value in ["a", "b", "b", "c"] { try transaction.put(Thing(value: value)) }
        }
        #expect(try await store.count("SELECT COUNT(*) FROM record_index") == 2)
        #expect(try await store.count("SELECT COUNT(*) FROM record_unique") == 1)
        _ = try await store.write { try $0.delete(Thing.self, Thing(value: "").key) }
        #expect(try await store.count("SELECT COUNT(*) FROM record_index") == 0)
        #expect(try await store.count("SELECT COUNT(*) FROM record_unique") == 0)
        try await store.close()
    }

    @Test func termsThatWereCutAreNotDecoded() {
        let terms = [JournalTerm("EventName", "Decrypt"), JournalTerm("", "é")]
        let bytes = TermCoding.encode(terms)
        #expect(TermCoding.decode(bytes) == terms)
        for count in 1..<bytes.count where count != 8 {
            #expect(TermCoding.decode(Array(bytes.prefix(count))) == nil, "\(count)")
        }
    }
}
