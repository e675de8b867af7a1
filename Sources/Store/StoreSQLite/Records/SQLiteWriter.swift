import Store

/// The transaction that the closures of one batch run in, one after another.
///
/// Made anew for each batch: what it remembers of the database is read again, so a failed batch leaves nothing wrong.
final class SQLiteWriter: SQLiteReading, WriteTransaction {
    let connection: Connection
    var heads: [JournalStream: JournalHead] = [:]
    private(set) var changes = ChangeSet()
    /// Whether there may be rows to sweep away.
    var hasLeftovers = false
    private var revision: Int64?

    init(connection: Connection) { self.connection = connection }

    func write(_ draft: RecordDraft) throws -> RecordVersion {
        let place = RecordColumns.values(draft.kind, draft.key)
        let present = try number(place)
        try check(draft, present?.version)
        // All that can be refused is refused before anything is written: a caller may catch the error and go on.
        try requireUnique(draft, number: present?.number)
        let version = try nextVersion()
        let number = try store(draft, place, version, over: present?.number)
        try index(draft, number: number, isNew: present == nil)
        changes.touch(draft.kind, draft.key)
        return version
    }

    func delete(_ kind: RecordKind, _ key: RecordKey, version: RecordVersion?) throws -> Bool {
        guard let present = try number(RecordColumns.values(kind, key)) else { return false }
        if let version, present.version != version {
            throw StoreError.versionConflict(kind, key, expected: version, actual: present.version)
        }
        for table in ["record", "record_index", "record_unique"] {
            try connection.run("DELETE FROM \(table) WHERE number = ?", [.integer(present.number)])
        }
        changes.touch(kind, key)
        return true
    }

    /// Runs `body` so that an error undoes what it did, and that alone.
    func isolated(_ body: (SQLiteWriter) throws -> Void) throws {
        let before = changes
        try connection.run("SAVEPOINT isolated")
        do {
            try body(self)
            try connection.run("RELEASE isolated")
        } catch {
            changes = before
            heads = [:]
            // After some disk errors SQLite has undone everything by itself, and no savepoint is left.
            guard connection.isInTransaction else { throw error }
            try connection.run("ROLLBACK TO isolated")
            try connection.run("RELEASE isolated")
            throw error
        }
    }

    /// Empties every table of content.
    func removeAll() throws {
        for table in Schema.contentTables { try connection.run("DELETE FROM \(table)") }
        heads = [:]
        changes.isReset = true
    }

    func noteAppended(to stream: JournalStream) { changes.streams.insert(stream) }

    /// Writes what was only counted in memory. The last step before the commit.
    func finish() throws {
        guard let revision else { return }
        try connection.run("UPDATE counter SET value = ? WHERE name = 'revision'", [.integer(revision)])
    }
}

extension SQLiteWriter {
    private func number(_ place: [SQLValue]) throws -> (number: Int64, version: RecordVersion)? {
        let sql = "SELECT number, version FROM record WHERE kind = ? AND account = ? AND region = ? AND id = ?"
        return try connection.first(sql, place) { ($0.integer(0), RecordVersion($0.integer(1))) }
    }

    private func check(_ draft: RecordDraft, _ present: RecordVersion?) throws {
        switch (draft.condition, present) {
        case (.any, _), (.absent, nil): return
        case (.absent, .some): throw StoreError.alreadyExists(draft.kind, draft.key)
        case (.version, nil): throw StoreError.notFound(draft.kind, draft.key)
        case (.version(let expected), .some(let actual)):
            guard expected != actual else { return }
            throw StoreError.versionConflict(draft.kind, draft.key, expected: expected, actual: actual)
        }
    }

    /// Versions left by closures that were undone are skipped, so no two writes ever have the same.
    func nextVersion() throws -> RecordVersion {
        let last =
            try revision
            ?? connection.first("SELECT value FROM counter WHERE name = 'revision'", []) { $0.integer(0) } ?? 0
        revision = last + 1
        return RecordVersion(last + 1)
    }

    private func store(
        _ draft: RecordDraft, _ place: [SQLValue], _ version: RecordVersion, over number: Int64?
    ) throws -> Int64 {
        let content: [SQLValue] = [
            .integer(version.number), .integer(Int64(draft.layout)), .integer(Int64(CRC32.checksum(draft.body))),
            .blob(draft.body),
        ]
        if let number {
            let sql = "UPDATE record SET version = ?, layout = ?, checksum = ?, body = ? WHERE number = ?"
            try connection.run(sql, content + [.integer(number)])
            return number
        }
        let sql = """
            INSERT INTO record (kind, account, region, id, version, layout, checksum, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        try connection.run(sql, place + content)
        return connection.database.lastInsertedRowID
    }
}
