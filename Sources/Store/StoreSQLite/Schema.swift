import Store

/// The tables, as numbered steps. Released steps are never edited: a change is a new step at the end.
enum Schema {
    static var newest: Int { steps.count }

    /// Brings the database to `version`. Errors: `newerSchema`.
    static func migrate(_ connection: Connection, to version: Int = newest) throws {
        try connection.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY) STRICT")
        let found = Int(
            try connection.first("SELECT MAX(version) FROM schema_version", []) { $0.integer(0) } ?? 0)
        guard found <= newest else { throw StoreError.newerSchema(found: found, supported: newest) }
        for step in steps.indices.dropFirst(found).prefix(max(0, version - found)) {
            try apply(steps[step], as: step + 1, to: connection)
        }
    }

    /// Each step is all or nothing: a crash between two leaves a database that the next start carries on with.
    private static func apply(_ statements: [String], as version: Int, to connection: Connection) throws {
        try connection.run("BEGIN IMMEDIATE")
        do {
            for statement in statements { try connection.run(statement) }
            try connection.run("INSERT INTO schema_version (version) VALUES (?)", [.integer(Int64(version))])
            try connection.run("COMMIT")
        } catch {
            if connection.isInTransaction { try connection.run("ROLLBACK") }
            throw error
        }
    }

    /// Everything that `reset` empties. The counters stay, so that no version number is ever used again.
    static let contentTables = [
        "record", "record_index", "record_unique", "journal", "journal_stream", "journal_leftover", "journal_free",
        "journal_run", "journal_posting", "timeline_entry",
    ]

    private static let steps: [[String]] = [
        [
            """
            CREATE TABLE record (
                number INTEGER PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
                id TEXT NOT NULL, version INTEGER NOT NULL, layout INTEGER NOT NULL, checksum INTEGER NOT NULL,
                body BLOB NOT NULL, UNIQUE (kind, account, region, id)) STRICT
            """,
            // The key of its record is repeated in each entry, so that either index alone gives a page in order.
            """
            CREATE TABLE record_index (
                number INTEGER NOT NULL, kind TEXT NOT NULL, field TEXT NOT NULL, value ANY NOT NULL,
                account TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL,
                PRIMARY KEY (number, field, value)) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX record_index_by_place ON record_index (kind, field, account, region, value, id)",
            "CREATE INDEX record_index_by_value ON record_index (kind, field, value, account, region, id)",
            """
            CREATE TABLE record_unique (
                kind TEXT NOT NULL, field TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
                value ANY NOT NULL, number INTEGER NOT NULL,
                PRIMARY KEY (kind, field, account, region, value)) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX record_unique_by_number ON record_unique (number)",
            "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
            "INSERT INTO counter (name, value) VALUES ('revision', 0)",
            """
            CREATE TABLE journal_stream (
                number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, trimmed INTEGER NOT NULL) STRICT
            """,
            """
            CREATE TABLE journal (
                number INTEGER PRIMARY KEY, stream INTEGER NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
                time INTEGER NOT NULL, id TEXT NOT NULL, attributes BLOB NOT NULL, checksum INTEGER NOT NULL,
                body BLOB NOT NULL) STRICT
            """,
            "CREATE INDEX journal_by_time ON journal (stream, account, region, time)",
        ],
        // Room for millions of streams, which end: `JournalPlace` says what the columns mean.
        [
            "ALTER TABLE journal_stream ADD COLUMN base INTEGER NOT NULL DEFAULT 0",
            "UPDATE journal_stream SET base = number << 48",
            "CREATE UNIQUE INDEX journal_stream_by_base ON journal_stream (base)",
            "ALTER TABLE journal_stream ADD COLUMN expired INTEGER",
            "ALTER TABLE journal_stream ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0",
            """
            CREATE TABLE journal_leftover (
                base INTEGER PRIMARY KEY, stream INTEGER NOT NULL, dropped INTEGER NOT NULL) STRICT
            """,
            "CREATE TABLE journal_free (number INTEGER PRIMARY KEY) STRICT",
        ],
        // The index of terms: `JournalIndexWriting` says how it is laid out. What `journal.attributes` holds are terms.
        [
            "ALTER TABLE journal_stream ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0",
            """
            CREATE TABLE journal_run (
                id INTEGER PRIMARY KEY, base INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
                oldest INTEGER NOT NULL, newest INTEGER NOT NULL, level INTEGER NOT NULL, state INTEGER NOT NULL,
                target INTEGER NOT NULL, cursor INTEGER NOT NULL) STRICT
            """,
            "CREATE INDEX journal_run_by_state ON journal_run (state, base)",
            """
            CREATE TABLE journal_posting (
                run INTEGER NOT NULL, key INTEGER NOT NULL, checksum INTEGER NOT NULL, entries BLOB NOT NULL,
                PRIMARY KEY (run, key)) STRICT, WITHOUT ROWID
            """,
        ],
        [
            // The table is in the order of its key, so that a page of a timeline is read from one place.
            """
            CREATE TABLE timeline_entry (
                timeline INTEGER NOT NULL, time INTEGER NOT NULL, number INTEGER NOT NULL, lane INTEGER NOT NULL,
                checksum INTEGER NOT NULL, body BLOB NOT NULL,
                PRIMARY KEY (timeline, time, number)) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX timeline_entry_by_lane ON timeline_entry (timeline, lane, time, number)",
        ],
    ]
}
