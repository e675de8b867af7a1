import GRDB
import Store

/// A copy of a database as it was at one moment, one file that nothing else uses.
public struct DatabaseCopy: Sendable {
    public let path: String
    /// The number of the schema's newest step.
    public let schema: Int

    /// Copies the database of a data directory, which a server may be writing to meanwhile: what is committed once the
    /// copying has begun is not in it. The copy's pages are checked before this returns.
    ///
    /// - Parameters:
    ///   - path: of the copy; what is there already is overwritten
    ///   - progress: gets the pages copied so far, of how many
    ///
    /// Errors: `corrupted`, `logDamaged`, `notWritable`, `diskFull`, `failed`.
    public static func make(
        of dataDirectory: String, at path: String, progress: @escaping (_ done: Int, _ total: Int) -> Void
    ) throws -> DatabaseCopy {
        let source = dataDirectory + "/state.sqlite"
        // A log that a server is writing to was whole when that server began.
        try DataDirectory.whileUnused(dataDirectory) { try LogInspection.requireWhole(besideDatabase: source) }
        return try StoreFailure.translating(source) {
            var readOnly = Configuration()
            readOnly.readonly = true
            readOnly.busyMode = .timeout(5)
            let original = try DatabaseQueue(path: source, configuration: readOnly)
            let copy = try DatabaseQueue(path: path)
            defer {
                try? original.close()
                try? copy.close()
            }
            try original.inDatabase { try transfer($0, source, to: copy, progress) }
            return DatabaseCopy(path: path, schema: try copy.inDatabase { try finish($0, path) })
        }
    }

    /// Inside one transaction, so that all pages are of one snapshot however long it takes.
    private static func transfer(
        _ original: Database, _ path: String, to copy: DatabaseQueue, _ progress: @escaping (Int, Int) -> Void
    ) throws {
        try original.inTransaction(.deferred) {
            _ = try version(Connection(database: original, path: path))
            try copy.inDatabase { copy in
                try original.backup(to: copy, pagesPerStep: 4096) { state in
                    progress(state.completedPageCount, state.totalPageCount)
                }
            }
            return .commit
        }
    }

    /// Makes it a file without a log beside it, and checks it. Returns its schema.
    private static func finish(_ copy: Database, _ path: String) throws -> Int {
        let connection = Connection(database: copy, path: path)
        try connection.run("PRAGMA journal_mode = DELETE")
        let verdict = try connection.first("PRAGMA integrity_check(1)", []) { $0.text(0) }
        guard verdict == "ok" else { throw StoreError.corrupted(path: path) }
        return try version(connection)
    }

    private static func version(_ connection: Connection) throws -> Int {
        Int(try connection.first("SELECT MAX(version) FROM schema_version", []) { $0.integer(0) } ?? 0)
    }

    public func read<Result>(_ body: (any ReadTransaction) throws -> Result) throws -> Result {
        try StoreFailure.translating(path) {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            return try queue.inDatabase {
                try body(SQLiteReader(connection: Connection(database: $0, path: path)))
            }
        }
    }
}
