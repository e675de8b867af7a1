import Essentials
import GRDB
import Store

/// What both kinds of transaction can read.
protocol SQLiteReading: ReadTransaction {
    var connection: Connection { get }
}

struct SQLiteReader: SQLiteReading {
    let connection: Connection
}

extension SQLiteReading {
    func row(_ kind: RecordKind, _ key: RecordKey) throws -> RecordRow? {
        let sql = """
            SELECT version, layout, checksum, body FROM record
            WHERE kind = ? AND account = ? AND region = ? AND id = ?
            """
        return try connection.first(sql, RecordColumns.values(kind, key)) { row in
            try RecordColumns.row(kind, key, row, from: 0, path: connection.path)
        }
    }

    func rows(
        _ query: RecordQuery, after position: RecordPosition?, limit: Int
    ) throws -> [(RecordRow, RecordPosition)] {
        let statement = QueryCompiler.page(query, after: position, limit: limit)
        return try connection.rows(statement.sql, statement.values) { row in
            let key = RecordKey(
                account: AccountID(row.text(0)), region: Region(row.text(1)), id: row.text(2))
            let record = try RecordColumns.row(query.kind, key, row, from: 3, path: connection.path)
            guard case .field = query.order else { return (record, RecordPosition(value: nil, key: key)) }
            let value: IndexValue = row.isInteger(7) ? .integer(row.integer(7)) : .string(row.text(7))
            return (record, RecordPosition(value: value, key: key))
        }
    }

    func count(_ query: RecordQuery) throws -> Int {
        let statement = QueryCompiler.count(query)
        return Int(try connection.first(statement.sql, statement.values) { $0.integer(0) } ?? 0)
    }
}

enum RecordColumns {
    static func values(_ kind: RecordKind, _ key: RecordKey) -> [SQLValue] {
        [.text(kind.description), SQLValue(key.account), SQLValue(key.region), .text(key.id)]
    }

    /// Reads version, layout, checksum and body, from column `first` on. Errors: `corrupted`.
    static func row(
        _ kind: RecordKind, _ key: RecordKey, _ row: PreparedStatement, from first: Int32, path: String
    ) throws -> RecordRow {
        let body = row.blob(first + 3)
        guard row.integer(first + 2) == Int64(CRC32.checksum(body)) else { throw StoreError.corrupted(path: path) }
        return RecordRow(
            kind: kind, key: key, version: RecordVersion(row.integer(first)), layout: Int(row.integer(first + 1)),
            body: body)
    }
}
