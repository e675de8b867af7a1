import Essentials
import Store

extension SQLiteReading {
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
        var scope = RowScope()
        return try connection.rows(sql + " ORDER BY number LIMIT ?", values + [.integer(Int64(limit))]) { row in
            scope.read(row, 6)
            return try record(stream, scope.account, scope.region, row, try terms(row, 3))
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
        guard !query.terms.isEmpty, try isMostlyIndexed(place) else {
            return try walk(query, in: place, after: position, limit: limit)
        }
        guard var lookup = JournalLookup(query, in: place, after: position, limit: limit) else {
            return JournalPage(records: [], next: nil)
        }
        return try lookup.page(by: self)
    }

    /// The entries of the span of time, one after another, those with the wanted terms among them.
    private func walk(
        _ query: JournalQuery, in place: JournalPlace, after position: JournalPosition?, limit: Int
    ) throws -> JournalPage {
        var (records, last, examined): ([JournalRecord], JournalPosition?, Int) = ([], nil, 0)
        let most = query.terms.isEmpty ? limit : max(JournalPlace.scanLimit, limit)
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
            let terms = try terms(row, 3)
            if query.mayMatch(terms) {
                records.append(try record(query.stream, query.account, query.region, row, terms))
            }
            return true
        }
        return JournalPage(records: records, next: isCut ? last : nil)
    }

    /// An entry that the index named, if it is there and what it was taken for.
    func record(_ sequence: Int64, of query: JournalQuery, in place: JournalPlace) throws -> JournalRecord? {
        let sql = """
            SELECT number, time, id, attributes, checksum, body FROM journal
            WHERE number = ? AND account = ? AND region = ?
            """
        let values: [SQLValue] = [.integer(place.row(sequence)), SQLValue(query.account), SQLValue(query.region)]
        let found: JournalRecord?? = try connection.first(sql, values) { row in
            let terms = try terms(row, 3)
            guard query.mayMatch(terms) else { return nil }
            return try record(query.stream, query.account, query.region, row, terms)
        }
        return found ?? nil
    }

    func place(of stream: JournalStream) throws -> JournalPlace? {
        let sql = """
            SELECT number, base, trimmed, COALESCE(expired, ?), deleted, indexed FROM journal_stream WHERE name = ?
            """
        return try connection.first(sql, [.integer(.min), .text(stream.description)]) { row in
            JournalPlace(
                number: row.integer(0), base: row.integer(1), trimmed: row.integer(2),
                expired: Timestamp(milliseconds: row.integer(3)), deleted: row.integer(4), indexed: row.integer(5))
        }
    }

    func terms(_ row: PreparedStatement, _ column: Int32) throws -> [JournalTerm] {
        guard let terms = TermCoding.decode(row.blob(column)) else { throw StoreError.corrupted(path: connection.path) }
        return terms
    }

    private func record(
        _ stream: JournalStream, _ account: AccountID?, _ region: Region?, _ row: PreparedStatement,
        _ terms: [JournalTerm]
    ) throws -> JournalRecord {
        let body = row.blob(5)
        guard row.integer(4) == Int64(CRC32.checksum(body)) else {
            throw StoreError.corrupted(path: connection.path)
        }
        let entry = JournalEntry(
            stream: stream, account: account, region: region, time: Timestamp(milliseconds: row.integer(1)),
            id: row.text(2), terms: terms, body: body)
        return JournalRecord(sequence: JournalPlace.sequence(row.integer(0)), entry: entry)
    }
}

/// The account and the region of a row, which mostly are those of the row before it.
struct RowScope {
    private var texts = ("", "")
    private(set) var account: AccountID?
    private(set) var region: Region?

    mutating func read(_ row: PreparedStatement, _ column: Int32) {
        let found = (row.text(column), row.text(column + 1))
        guard found != texts else { return }
        texts = found
        (account, region) = (AccountID(found.0), Region(found.1))
    }
}

extension JournalQuery {
    /// Whether an entry with these terms is to be in the answer.
    func mayMatch(_ found: [JournalTerm]) -> Bool { found.isEmpty || terms.allSatisfy(found.contains) }
}
