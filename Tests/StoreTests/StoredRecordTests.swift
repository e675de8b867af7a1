import Essentials
import Foundation
import Store
import StoreSQLite
import Testing

/// Bodies written by other releases.
@Suite struct StoredRecordTests {
    private struct First: StoredRecord {
        static let kind: RecordKind = "test.evolving"
        var name: String
        var forgotten = 1
        var key: RecordKey { RecordKey(account: nil, region: nil, id: "a") }
    }

    private struct Second: StoredRecord {
        static let kind = First.kind
        static let layout = 2
        var names: [String]
        var added: Int?
        var key: RecordKey { RecordKey(account: nil, region: nil, id: "a") }

        static func upgrade(_ body: [UInt8], from layout: Int) throws -> [UInt8] {
            let name = try JSONDecoder().decode(First.self, from: Data(body)).name
            return Array("{\"names\":[\"\(name)\"],\"unknown\":true}".utf8)
        }
    }

    @Test func anOlderBodyIsUpgraded() async throws {
        let store = try SQLiteStore.inMemory()
        _ = try await store.write { try $0.insert(First(name: "n")) }
        let found = try store.get(Second.self, First(name: "").key)
        #expect(found?.record.names == ["n"])
        try await store.close()
    }

    @Test func aNewerBodyIsRefused() async throws {
        let store = try SQLiteStore.inMemory()
        let record = Second(names: ["n"])
        _ = try await store.write { try $0.insert(record) }
        #expect(throws: StoreError.newerRecord(First.kind, record.key, layout: 2, supported: 1)) {
            try store.get(First.self, record.key)
        }
        try await store.close()
    }
}
