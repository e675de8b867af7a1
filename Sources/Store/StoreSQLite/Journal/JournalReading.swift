import Essentials
import Store

extension SQLiteReading {
    /// How many entries one page looks at for those with the wanted attributes.
    private var scanLimit: Int { 10_000 }

    func journal(_ stream: JournalStream, after sequence: Int64, limit: Int) throws -> [JournalRecord] {
        guard let place = try place(of: stream), limit > 0 else { return [] }
        let first = max(place.firstRow, place.row(min(max(sequence, 0), JournalPlace.sequenceMask)) + 1)
        var sql = """
            SELECT number, time, id, attributes, checksum, body, account, region FROM journal
            WHERE number >= ? AND number <= ?
            """
        var values: [SQLValue] = [.integer(first), .integer(place.lastRow)]
        if place.hasExpired {
            sql += " AND time >= ?"
            values.append(.integer(place.expired.milliseconds))
        }
        return try connection.rows(sql + " ORDER BY number LIMIT ?", values + [.integer(Int64(limit))]) { row in
            try record(stream, AccountID(row.text(6)), Region(row.text(7)), row, try attributes(row))
        }
    }

    func lastSequence(in stream: JournalStream) throws -> Int64 {
        guard let place = try place(of: stream) else { return 0 }
        var sql = "SELECT number FROM journal WHERE number >= ? AND number <= ?"
        var values: [SQLValue] = [.integer(place.firstRow), .integer(place.lastRow)]
        if place.hasExpired {
            sql += " AND time >= ?"
            values.append(.integer(place.expired.milliseconds))
        }
        return try connection.first(sql + " ORDER BY number DESC LIMIT 1", values) {
            JournalPlace.sequence($0.integer(0))
        } ?? 0
    }

    func journal(_ query: JournalQuery, after position: JournalPosition?, limit: Int) throws -> JournalPage {
        guard let place = try place(of: query.stream), limit > 0 else { return JournalPage(records: [], next: nil) }
        var (records, last, examined): ([JournalRecord], JournalPosition?, Int) = ([], nil, 0)
        let most = query.attributes.isEmpty ? limit : max(scanLimit, limit)
        var isCut = false
        let walk = JournalWalk.compile(query, in: place, after: position, limit: most + 1)
        try connection.statement(walk.sql).run(walk.values) { row in
            // The entry past the last one of a page tells that there is a next page.
            guard records.count < limit, examined < most else {
                isCut = true
                return false
            }
            examined += 1
            let sequence = JournalPlace.sequence(row.integer(0))
            last = JournalPosition(time: Timestamp(milliseconds: row.integer(1)), sequence: sequence)
            let attributes = try attributes(row)
            if query.attributes.allSatisfy(attributes.contains) {
                records.append(try record(query.stream, query.account, query.region, row, attributes))
            }
            return true
        }
        return JournalPage(records: records, next: isCut ? last : nil)
    }

    func place(of stream: JournalStream) throws -> JournalPlace? {
        let sql = """
            SELECT number, base, trimmed, COALESCE(expired, ?), deleted FROM journal_stream WHERE name = ?
            """
        return try connection.first(sql, [.integer(.min), .text(stream.description)]) { row in
            JournalPlace(
                number: row.integer(0), base: row.integer(1), trimmed: row.integer(2),
                expired: Timestamp(milliseconds: row.integer(3)), deleted: row.integer(4))
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
        return JournalRecord(sequence: JournalPlace.sequence(row.integer(0)), entry: entry)
    }
}
