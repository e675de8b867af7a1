import GRDB
import GRDBSQLite
import Store

/// SQLite's result codes as store errors. Messages of SQLite's may quote SQL and values, so only codes are kept.
enum StoreFailure {
    static func error(_ code: Int32, path: String) -> StoreError {
        switch code & 0xFF {
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupted(path: path)
        case SQLITE_FULL: .diskFull(path: path)
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN: .notWritable(path: path)
        case SQLITE_BUSY, SQLITE_LOCKED: .inUse(path: path)
        default: .failed(path: path, reason: "\(String(cString: sqlite3_errstr(code))) (SQLite code \(code))")
        }
    }

    /// Runs `body`, turning GRDB's errors into the store's.
    static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw self.error(error.extendedResultCode.rawValue, path: path)
        }
    }
}
