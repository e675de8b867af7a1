import Essentials
import Store

/// A record without indexes.
struct Note: StoredRecord {
    static let kind: RecordKind = "test.note"
    var id: String
    var text: String

    init(_ id: String, _ text: String) {
        self.id = id
        self.text = text
    }

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: .standard, region: nil, id: id) }

    static func entry(_ id: String, size: Int = 10) -> JournalEntry {
        JournalEntry(
            stream: "audit", account: .standard, region: .standard, time: Timestamp(milliseconds: 1), id: id,
            body: [UInt8](repeating: 0x41, count: size))
    }
}
