import Essentials
import Store

extension SQLiteWriter {
    /// Errors: `uniqueViolation` when another record has a value that the draft claims.
    func requireUnique(_ draft: RecordDraft, number: Int64?) throws {
        let sql = """
            SELECT number FROM record_unique WHERE kind = ? AND field = ? AND account = ? AND region = ? AND value = ?
            """
        for entry in draft.indexes {
            guard let claim = claim(entry, draft) else { continue }
            if let holder = try connection.first(sql, claim, { $0.integer(0) }), holder != number {
                throw StoreError.uniqueViolation(draft.kind, entry.field)
            }
        }
    }

    /// Makes the index hold the draft's entries. Most updates change none of them, which costs two look-ups.
    func index(_ draft: RecordDraft, number: Int64, isNew: Bool) throws {
        let wanted = Set(draft.indexes)
        if !isNew {
            if try storedEntries(number) == Set(wanted.map { IndexEntry($0.field, $0.value) }),
                try storedClaims(number) == Set(wanted.compactMap { claim($0, draft) })
            {
                return
            }
            try connection.run("DELETE FROM record_index WHERE number = ?", [.integer(number)])
            try connection.run("DELETE FROM record_unique WHERE number = ?", [.integer(number)])
        }
        for entry in wanted { try insert(entry, draft, number) }
    }

    private func insert(_ entry: IndexEntry, _ draft: RecordDraft, _ number: Int64) throws {
        // The same field and value may be declared twice, with and without uniqueness.
        let sql = """
            INSERT OR IGNORE INTO record_index (number, field, value, kind, account, region, id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        let place = RecordColumns.values(draft.kind, draft.key)
        let entryValues: [SQLValue] = [.integer(number), .text(entry.field.description), SQLValue(entry.value)]
        try connection.run(sql, entryValues + place)
        guard let claim = claim(entry, draft) else { return }
        let claimSQL = """
            INSERT INTO record_unique (kind, field, account, region, value, number) VALUES (?, ?, ?, ?, ?, ?)
            """
        try connection.run(claimSQL, claim + [.integer(number)])
    }

    private func storedEntries(_ number: Int64) throws -> Set<IndexEntry> {
        let sql = "SELECT field, value FROM record_index WHERE number = ?"
        return Set(
            try connection.rows(sql, [.integer(number)]) { row in
                let value: IndexValue = row.isInteger(1) ? .integer(row.integer(1)) : .string(row.text(1))
                return IndexEntry(IndexField(row.text(0)), value)
            })
    }

    private func storedClaims(_ number: Int64) throws -> Set<[SQLValue]> {
        let sql = "SELECT kind, field, account, region, value FROM record_unique WHERE number = ?"
        return Set(
            try connection.rows(sql, [.integer(number)]) { row in
                let value: SQLValue = row.isInteger(4) ? .integer(row.integer(4)) : .text(row.text(4))
                return (0..<4).map { .text(row.text($0)) } + [value]
            })
    }

    /// The key of `record_unique`: `*`, which is no account and no region, stands for all of them.
    private func claim(_ entry: IndexEntry, _ draft: RecordDraft) -> [SQLValue]? {
        guard let uniqueness = entry.uniqueness else { return nil }
        let account = uniqueness == .everywhere ? SQLValue.text("*") : SQLValue(draft.key.account)
        let region = uniqueness == .region ? SQLValue(draft.key.region) : SQLValue.text("*")
        return [.text(draft.kind.description), .text(entry.field.description), account, region, SQLValue(entry.value)]
    }
}
