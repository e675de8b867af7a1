import Essentials
import Store

/// Queries of journals as SQL that walks the index of times, either way.
enum JournalWalk {
    static func compile(
        _ query: JournalQuery, in place: JournalPlace, after position: JournalPosition?, limit: Int
    ) -> SQLFragment {
        var (oldest, newest) = (max(query.times.lowerBound, place.expired), query.times.upperBound)
        let isForward = query.order == .oldestFirst
        if let position {
            if isForward { oldest = max(oldest, position.time) } else { newest = min(newest, position.time) }
        }
        var sql = SQLFragment(
            """
            SELECT number, time, id, attributes, checksum, body FROM journal INDEXED BY journal_by_time
            WHERE stream = ? AND account = ? AND region = ? AND time >= ? AND time <= ?
            """,
            [
                .integer(place.number), SQLValue(query.account), SQLValue(query.region),
                .integer(oldest.milliseconds), .integer(newest.milliseconds),
            ])
        if place.trimmed > 0 { sql.append(" AND number >= ?", [.integer(place.firstRow)]) }
        if let position {
            let sign = isForward ? ">" : "<"
            // A position may come from anywhere; what is beyond a stream's numbers is not of the stream.
            let row = place.row(min(max(position.sequence, 0), JournalPlace.sequenceMask))
            sql.append(
                " AND (time \(sign) ? OR number \(sign) ?)", [.integer(position.time.milliseconds), .integer(row)])
        }
        let direction = isForward ? "" : " DESC"
        sql.append(" ORDER BY time\(direction), number\(direction) LIMIT ?", [.integer(Int64(limit))])
        return sql
    }
}
