import Essentials
import Store

extension SQLiteWriter {
    func append(_ drafts: [TimelineDraft], to timeline: Int64) throws -> [TimelinePosition] {
        let statement = try connection.statement(
            "INSERT INTO timeline_entry (timeline, time, number, lane, checksum, body) VALUES (?, ?, ?, ?, ?, ?)")
        return try drafts.map { draft in
            let position = TimelinePosition(time: draft.time, number: try nextVersion().number)
            try statement.run([
                .integer(timeline), .integer(position.time.milliseconds), .integer(position.number),
                .integer(draft.lane), .integer(Int64(CRC32.checksum(draft.body))), .blob(draft.body),
            ])
            return position
        }
    }

    func remove(_ query: TimelineQuery, limit: Int) throws -> [TimelineRemoval] {
        var query = query
        query.direction = .ascending
        let statement = TimelineStatement("SELECT time, number, lane, length(body)", query, after: nil, limit: limit)
        var removals: [Int64: TimelineRemoval] = [:]
        var last: (time: Int64, number: Int64)?
        try connection.statement(statement.sql).run(statement.values) { row in
            let lane = row.integer(2)
            removals[lane, default: TimelineRemoval(lane: lane, entries: 0, bytes: 0)].entries += 1
            removals[lane, default: TimelineRemoval(lane: lane, entries: 0, bytes: 0)].bytes += Int(row.integer(3))
            last = (row.integer(0), row.integer(1))
            return true
        }
        guard let last else { return [] }
        let (source, lane) =
            query.lane.map { ("timeline_entry INDEXED BY timeline_entry_by_lane", [SQLValue.integer($0)]) }
            ?? ("timeline_entry INDEXED BY sqlite_autoindex_timeline_entry_1", [])
        let sql = """
            DELETE FROM \(source) WHERE timeline = ? \(lane.isEmpty ? "" : "AND lane = ?")
            AND time >= ? AND (time, number) <= (?, ?)
            """
        let bounds: [SQLValue] = [
            .integer(query.times.lowerBound.milliseconds), .integer(last.time), .integer(last.number),
        ]
        try connection.run(sql, [.integer(query.timeline)] + lane + bounds)
        return removals.values.sorted { $0.lane < $1.lane }
    }
}
