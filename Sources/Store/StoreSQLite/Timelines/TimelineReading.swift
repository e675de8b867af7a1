import Essentials
import Store

extension SQLiteReading {
    func timeline(
        _ query: TimelineQuery, after position: TimelinePosition?, limit: TimelineLimit
    ) throws -> TimelinePage {
        guard limit.entries > 0 else { return TimelinePage(entries: [], hasMore: true) }
        // One more than asked for tells whether there are more.
        let statement = TimelineStatement(
            "SELECT time, number, lane, checksum, body", query, after: position, limit: limit.entries + 1)
        var (entries, bytes, hasMore): ([TimelineEntry], Int, Bool) = ([], 0, false)
        try connection.statement(statement.sql).run(statement.values) { row in
            guard entries.count < limit.entries else {
                hasMore = true
                return false
            }
            let entry = try entry(row)
            bytes += entry.body.count
            hasMore = !entries.isEmpty && bytes > limit.bytes
            if !hasMore { entries.append(entry) }
            return !hasMore
        }
        return TimelinePage(entries: entries, hasMore: hasMore)
    }

    private func entry(_ row: PreparedStatement) throws -> TimelineEntry {
        let body = row.blob(4)
        guard row.integer(3) == Int64(CRC32.checksum(body)) else { throw StoreError.corrupted(path: connection.path) }
        let position = TimelinePosition(time: Timestamp(milliseconds: row.integer(0)), number: row.integer(1))
        return TimelineEntry(position: position, lane: row.integer(2), body: body)
    }
}

/// What is asked of the table of entries. All lanes are read from the table itself, which is in order of time, one from
/// its index; the index is named, so that a choice of the planner's can never make a page slow.
struct TimelineStatement {
    let sql: String
    let values: [SQLValue]

    init(_ columns: String, _ query: TimelineQuery, after position: TimelinePosition?, limit: Int) {
        var values: [SQLValue] = [.integer(query.timeline)]
        var sql = "\(columns) FROM timeline_entry"
        if let lane = query.lane {
            sql += " INDEXED BY timeline_entry_by_lane WHERE timeline = ? AND lane = ?"
            values.append(.integer(lane))
        } else {
            sql += " INDEXED BY sqlite_autoindex_timeline_entry_1 WHERE timeline = ?"
        }
        sql += " AND time >= ? AND time <= ?"
        values += [
            .integer(query.times.lowerBound.milliseconds), .integer(query.times.upperBound.milliseconds),
        ]
        let isAscending = query.direction == .ascending
        if let position {
            sql += " AND (time, number) \(isAscending ? ">" : "<") (?, ?)"
            values += [.integer(position.time.milliseconds), .integer(position.number)]
        }
        sql += isAscending ? " ORDER BY time, number LIMIT ?" : " ORDER BY time DESC, number DESC LIMIT ?"
        self.sql = sql
        self.values = values + [.integer(Int64(limit))]
    }
}
