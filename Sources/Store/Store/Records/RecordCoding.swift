#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Turns records into rows and back.
extension StoredRecord {
    func draft(_ condition: RecordDraft.Condition) throws -> RecordDraft {
        let (key, indexes) = (key, indexes)
        try Self.requireStorable(key, indexes)
        let encoder = JSONEncoder()
        // Equal records have equal bodies, so that dumps of two stores can be compared.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return RecordDraft(
            kind: Self.kind, key: key, layout: Self.layout, body: [UInt8](try encoder.encode(self)),
            indexes: indexes, condition: condition)
    }

    /// The record of a row that was read as such. Errors: `newerRecord`, `undecodable`.
    public static func decode(_ row: RecordRow) throws -> Versioned<Self> {
        guard row.layout <= layout else {
            throw StoreError.newerRecord(kind, row.key, layout: row.layout, supported: layout)
        }
        do {
            let body = row.layout == layout ? row.body : try upgrade(row.body, from: row.layout)
            return Versioned(try JSONDecoder().decode(Self.self, from: Data(body)), version: row.version)
        } catch {
            // The decoder's own message may quote the body, which may be sensitive; the key is enough to find it.
            throw StoreError.undecodable(kind, row.key)
        }
    }

    /// U+0000 has no place in the text of some databases; refused here so that every driver is the same.
    private static func requireStorable(_ key: RecordKey, _ indexes: [IndexEntry]) throws {
        guard !key.id.isEmpty, !key.id.utf8.contains(0) else { throw StoreError.invalidRecord(kind, "its id") }
        for case .string(let text) in indexes.lazy.map(\.value) where text.utf8.contains(0) {
            throw StoreError.invalidRecord(kind, "an indexed value")
        }
    }
}
