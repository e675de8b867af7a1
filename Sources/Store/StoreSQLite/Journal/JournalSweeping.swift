import Essentials
import Store

/// Deletes the rows of entries that are gone already, a few at a time: to forget millions of entries takes their caller
/// one row, and nobody else waits behind it.
extension SQLiteWriter {
    /// Notes that a stream has rows to delete.
    func leaveOver(_ place: JournalPlace, isDropped: Bool) throws {
        hasLeftovers = true
        let sql = """
            INSERT INTO journal_leftover (base, stream, dropped) VALUES (?, ?, ?)
            ON CONFLICT (base) DO UPDATE SET dropped = MAX(dropped, excluded.dropped)
            """
        try connection.run(sql, [.integer(place.base), .integer(place.number), .integer(isDropped ? 1 : 0)])
    }

    /// Deletes up to about `limit` rows, or as much of other work that nobody waits for.
    func sweep(limit: Int) throws {
        let sql = "SELECT base, stream, dropped FROM journal_leftover LIMIT 1"
        guard let left = try connection.first(sql, [], { ($0.integer(0), $0.integer(1), $0.integer(2) == 1) }) else {
            if try sweepRuns(limit: Self.postingsPerEntry * limit) { hasLeftovers = true }
            return
        }
        hasLeftovers = true
        let (base, number, isDropped) = left
        let isDone =
            isDropped ? try sweepDropped(base, number, limit: limit) : try sweepTrimmed(base, number, limit: limit)
        if isDone { try connection.run("DELETE FROM journal_leftover WHERE base = ?", [.integer(base)]) }
    }

    private func sweepDropped(_ base: Int64, _ number: Int64, limit: Int) throws -> Bool {
        guard try delete(from: base, through: base | JournalPlace.sequenceMask, limit: limit) < limit else {
            return false
        }
        // Numbers of an older form do not say where their rows are.
        if base == number << JournalPlace.sequenceBits {
            try connection.run("INSERT OR IGNORE INTO journal_free (number) VALUES (?)", [.integer(number)])
        }
        return true
    }

    private func sweepTrimmed(_ base: Int64, _ number: Int64, limit: Int) throws -> Bool {
        let sql = "SELECT trimmed, COALESCE(expired, ?) FROM journal_stream WHERE base = ?"
        guard
            let (trimmed, expired) = try connection.first(
                sql, [.integer(.min), .integer(base)], { ($0.integer(0), $0.integer(1)) })
        else { return true }
        try endRuns(of: base, through: trimmed)
        let deleted = try delete(from: base, through: base | trimmed, limit: limit)
        guard deleted < limit else { return false }
        return try expired == .min || deleteExpired(base, number, before: expired, limit: limit - deleted)
    }

    /// Deletes the oldest rows of a range. Returns how many there were.
    private func delete(from first: Int64, through last: Int64, limit: Int) throws -> Int {
        let range: [SQLValue] = [.integer(first), .integer(last)]
        let sql = "SELECT number FROM journal WHERE number >= ? AND number <= ? ORDER BY number LIMIT 1 OFFSET ?"
        let cut = try connection.first(sql, range + [.integer(Int64(limit - 1))]) { $0.integer(0) }
        try connection.run(
            "DELETE FROM journal WHERE number >= ? AND number <= ?", [.integer(first), .integer(cut ?? last)])
        return cut == nil ? connection.database.changesCount : limit
    }

    /// True once no row of the stream is from before that time.
    private func deleteExpired(_ base: Int64, _ number: Int64, before time: Int64, limit: Int) throws -> Bool {
        var (rows, place): ([Int64], (String, String)?) = ([], ("", ""))
        while let (account, region) = place, rows.count < limit {
            let sql = """
                SELECT number FROM journal INDEXED BY journal_by_time
                WHERE stream = ? AND account = ? AND region = ? AND time < ? LIMIT ?
                """
            let values: [SQLValue] = [
                .integer(number), .text(account), .text(region), .integer(time), .integer(Int64(limit - rows.count)),
            ]
            rows += try connection.rows(sql, values) { $0.integer(0) }
            place = try nextPlace(number, account, region)
        }
        for row in rows { try connection.run("DELETE FROM journal WHERE number = ?", [.integer(row)]) }
        if let last = rows.max() {
            try connection.run(
                "UPDATE journal_stream SET deleted = MAX(deleted, ?) WHERE base = ?",
                [.integer(JournalPlace.sequence(last)), .integer(base)])
        }
        return rows.count < limit
    }

    /// The account and region of a stream's entries that follow these, by one look-up in the index.
    private func nextPlace(_ number: Int64, _ account: String, _ region: String) throws -> (String, String)? {
        let sql = """
            SELECT account, region FROM journal INDEXED BY journal_by_time
            WHERE stream = ? AND (account, region) > (?, ?) ORDER BY account, region LIMIT 1
            """
        return try connection.first(sql, [.integer(number), .text(account), .text(region)]) {
            ($0.text(0), $0.text(1))
        }
    }
}
