import Essentials
import Store

/// What has come since a stream was last indexed.
extension SQLiteReading {
    func unindexed(_ stream: JournalStream, limit: Int) throws -> [IndexableEntry] {
        guard let place = try place(of: stream), limit > 0 else { return [] }
        let sql = """
            SELECT number, time, account, region, attributes, CASE WHEN length(attributes) = 0 THEN body ELSE x'' END
            FROM journal WHERE number > ? AND number <= ? ORDER BY number LIMIT ?
            """
        let values: [SQLValue] = [.integer(place.lastIndexedRow), .integer(place.lastRow), .integer(Int64(limit))]
        var scope = RowScope()
        return try connection.rows(sql, values) { row in
            scope.read(row, 2)
            return IndexableEntry(
                sequence: JournalPlace.sequence(row.integer(0)), time: Timestamp(milliseconds: row.integer(1)),
                account: scope.account, region: scope.region, terms: try terms(row, 4), body: row.blob(5))
        }
    }

    /// Whether so few entries are not indexed that a look-up can go through them.
    func isMostlyIndexed(_ place: JournalPlace) throws -> Bool {
        let sql = "SELECT number FROM journal WHERE number > ? AND number <= ? ORDER BY number DESC LIMIT 1"
        let last = try connection.first(sql, [.integer(place.lastIndexedRow), .integer(place.lastRow)]) {
            $0.integer(0)
        }
        return (last ?? 0) - place.lastIndexedRow <= Int64(JournalPlace.scanLimit)
    }

    /// Where the entries of some rows are that have the wanted terms, or none.
    func positions(of query: JournalQuery, from first: Int64, through last: Int64) throws -> [JournalPosition] {
        let sql = """
            SELECT number, time, attributes FROM journal
            WHERE number >= ? AND number <= ? AND account = ? AND region = ? ORDER BY number
            """
        let values: [SQLValue] = [
            .integer(first), .integer(last), SQLValue(query.account), SQLValue(query.region),
        ]
        var positions: [JournalPosition] = []
        try connection.statement(sql).run(values) { row in
            if query.mayMatch(try terms(row, 2)) {
                let sequence = JournalPlace.sequence(row.integer(0))
                positions.append(JournalPosition(time: Timestamp(milliseconds: row.integer(1)), sequence: sequence))
            }
            return true
        }
        return positions
    }
}
