import GRDB
import GRDBSQLite

/// A statement of one connection. Bound and stepped through SQLite's own interface: bytes go in and out as `[UInt8]`
/// without a copy into `Data`, and integers and texts without a box each.
struct PreparedStatement {
    let handle: OpaquePointer
    let path: String

    /// Runs the statement, calling `row` for each row until it returns false.
    func run(_ values: [SQLValue], row: (PreparedStatement) throws -> Bool = { _ in true }) throws {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
        while try step() {
            guard try row(self) else { return }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) throws {
        let code =
            switch value {
            case .integer(let number): sqlite3_bind_int64(handle, index, number)
            case .text(let text): Self.bind(text, at: index, of: handle)
            case .blob(let bytes): Self.bind(bytes, at: index, of: handle)
            }
        guard code == SQLITE_OK else { throw StoreFailure.error(code, path: path) }
    }

    /// SQLite copies the bytes before the call returns.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private static func bind(_ text: String, at index: Int32, of handle: OpaquePointer) -> Int32 {
        var text = text
        return text.withUTF8 { utf8 in
            // A null pointer would bind NULL.
            guard let start = utf8.baseAddress else { return sqlite3_bind_text(handle, index, "", 0, copied) }
            return start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
                sqlite3_bind_text(handle, index, $0, Int32(utf8.count), copied)
            }
        }
    }

    private static func bind(_ bytes: [UInt8], at index: Int32, of handle: OpaquePointer) -> Int32 {
        bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, index, 0)
            : sqlite3_bind_blob64(handle, index, bytes, sqlite3_uint64(bytes.count), copied)
    }

    private func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw StoreFailure.error(code, path: path)
        }
    }
}

extension PreparedStatement {
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func isInteger(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_INTEGER }
}
