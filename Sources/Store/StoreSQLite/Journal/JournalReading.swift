import Essentials
import Store

extension SQLiteReading {
    /// How many entries one page looks at for those with the wanted attributes.
    private var scanLimit: Int { 10_000 }

    func journal(_ stream: JournalStream, after sequence: Int64, limit: Int) throws -> [JournalRecord] {
        guard let number = try number(of: stream), limit > 0 else { return [] }
        let sql = """
            SELECT number, time, id, attributes, checksum, body, account, region FROM journal
            WHERE number > ? AND number <= ? ORDER BY number LIMIT ?
            """
        let first = min(max(sequence, 0), JournalHead.sequenceMask)
        let values: [SQLValue] = [
            .integer(JournalHead.row(number, first)),
            .integer(JournalHead.row(number, JournalHead.sequenceMask)), .integer(Int64(limit)),
        ]
        return try connection.rows(sql, values) { row in
            try record(stream, AccountID(row.text(6)), Region(row.text(7)), row, try attributes(row))
        }
    }

    func lastSequence(in stream: JournalStream) throws -> Int64 {
        try number(of: stream).map(lastSequence) ?? 0
    }

    func lastSequence(of stream: Int64) throws -> Int64 {
        let sql = "SELECT number FROM journal WHERE number > ? AND number < ? ORDER BY number DESC LIMIT 1"
        let bounds: [SQLValue] = [
            .integer(JournalHead.row(stream, 0)), .integer(JournalHead.row(stream, JournalHead.sequenceMask)),
        ]
        return try connection.first(sql, bounds) { JournalHead.sequence($0.integer(0)) } ?? 0
    }

    func journal(_ query: JournalQuery, after position: JournalPosition?, limit: Int) throws -> JournalPage {
        guard let number = try number(of: query.stream), limit > 0 else { return JournalPage(records: [], next: nil) }
        var (records, last, examined): ([JournalRecord], JournalPosition?, Int) = ([], nil, 0)
        let most = query.attributes.isEmpty ? limit : max(scanLimit, limit)
        var isCut = false
        let (sql, values) = newestFirst(query, stream: number, after: position, limit: most + 1)
        try connection.statement(sql).run(values) { row in
            // The entry past the last one of a page tells that there is a next page.
            guard records.count < limit, examined < most else {
                isCut = true
                return false
            }
            examined += 1
            let sequence = JournalHead.sequence(row.integer(0))
            last = JournalPosition(time: Timestamp(milliseconds: row.integer(1)), sequence: sequence)
            let attributes = try attributes(row)
            if query.attributes.allSatisfy(attributes.contains) {
                records.append(try record(query.stream, query.account, query.region, row, attributes))
            }
            return true
        }
        return JournalPage(records: records, next: isCut ? last : nil)
    }

    private func newestFirst(
        _ query: JournalQuery, stream: Int64, after position: JournalPosition?, limit: Int
    ) -> (String, [SQLValue]) {
        var sql = """
            SELECT number, time, id, attributes, checksum, body FROM journal INDEXED BY journal_by_time
            WHERE stream = ? AND account = ? AND region = ? AND time >= ? AND time <= ?
            """
        let newest = min(query.times.upperBound, position?.time ?? query.times.upperBound)
        var values: [SQLValue] = [
            .integer(stream), SQLValue(query.account), SQLValue(query.region),
            .integer(query.times.lowerBound.milliseconds), .integer(newest.milliseconds),
        ]
        if let position {
            sql += " AND (time < ? OR number < ?)"
            values += [
                .integer(position.time.milliseconds), .integer(JournalHead.row(stream, position.sequence)),
            ]
        }
        return (sql + " ORDER BY time DESC, number DESC LIMIT ?", values + [.integer(Int64(limit))])
    }

    private func number(of stream: JournalStream) throws -> Int64? {
        try connection.first("SELECT number FROM journal_stream WHERE name = ?", [.text(stream.description)]) {
            $0.integer(0)
        }
    }

    private func attributes(_ row: PreparedStatement) throws -> [JournalAttribute] {
        guard let attributes = AttributeCoding.decode(row.blob(3)) else {
            throw StoreError.corrupted(path: connection.path)
        }
        return attributes
    }

    private func record(
        _ stream: JournalStream, _ account: AccountID?, _ region: Region?, _ row: PreparedStatement,
        _ attributes: [JournalAttribute]
    ) throws -> JournalRecord {
        let body = row.blob(5)
        guard row.integer(4) == Int64(CRC32.checksum(body)) else {
            throw StoreError.corrupted(path: connection.path)
        }
        let entry = JournalEntry(
            stream: stream, account: account, region: region, time: Timestamp(milliseconds: row.integer(1)),
            id: row.text(2), attributes: attributes, body: body)
        return JournalRecord(sequence: JournalHead.sequence(row.integer(0)), entry: entry)
    }
}
