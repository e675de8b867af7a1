import Essentials
import Store

/// Merges small runs into large ones, some keys at a time: other callers' work is done in between.
extension SQLiteWriter {
    /// A look-up asks each run. Of ten million entries there are 2,500 small ones, but 150 large.
    private static let runsPerMerge: Int64 = 16
    /// What is written of a posting is that much less than of an entry: a step with as many takes as long.
    static let postingsPerEntry = 8
    /// A term that is in most entries has some hundred thousand bytes in each merge, and is a step by itself.
    private static let bytesPerStep = 48 << 10

    /// Begins a merge once there are enough small runs.
    func startMerge(_ base: Int64) throws {
        let small = try connection.rows(
            """
            SELECT id, first, last, oldest, newest FROM journal_run
            WHERE base = ? AND state = ? AND level = 0 AND target = 0 ORDER BY first LIMIT ?
            """, [.integer(base), .integer(RunState.visible.rawValue), .integer(Self.runsPerMerge)]
        ) { row in (0..<5).map { row.integer($0) } }
        guard small.count == Self.runsPerMerge, let first = small.first else { return }
        var bounds = RunBounds(
            base: base, sequences: first[1]...first[2],
            times: Timestamp(milliseconds: first[3])...Timestamp(milliseconds: first[4]))
        for run in small.dropFirst() { bounds.extend(first: run[1], last: run[2], oldest: run[3], newest: run[4]) }
        let target = try addRun(bounds, level: 1, state: .building)
        for run in small {
            try connection.run("UPDATE journal_run SET target = ? WHERE id = ?", [.integer(target), .integer(run[0])])
        }
        hasLeftovers = true
    }

    /// Does a step of what is to be done to runs. False where there is nothing.
    func sweepRuns(limit: Int) throws -> Bool {
        let sql = "SELECT id, cursor FROM journal_run WHERE state = ? LIMIT 1"
        if let dead = try connection.first(sql, [.integer(RunState.dead.rawValue)], { $0.integer(0) }) {
            try bury(dead, limit: limit)
            return true
        }
        guard
            let (target, cursor) = try connection.first(
                sql, [.integer(RunState.building.rawValue)], { ($0.integer(0), $0.integer(1)) })
        else { return false }
        do {
            try merge(into: target, from: cursor, limit: limit)
        } catch StoreError.corrupted {
            try forgetIndex(around: target)
        }
        return true
    }

    /// Has the index of a damaged run's stream made again, from the journal.
    private func forgetIndex(around run: Int64) throws {
        let sql = "SELECT base FROM journal_run WHERE id = ?"
        guard let base = try connection.first(sql, [.integer(run)], { $0.integer(0) }) else { return }
        try unindex(base)
    }

    private func bury(_ run: Int64, limit: Int) throws {
        let sql = "SELECT key FROM journal_posting WHERE run = ? ORDER BY key LIMIT 1 OFFSET ?"
        let values: [SQLValue] = [.integer(run), .integer(Int64(limit))]
        if let next = try connection.first(sql, values, { $0.integer(0) }) {
            try connection.run(
                "DELETE FROM journal_posting WHERE run = ? AND key < ?", [.integer(run), .integer(next)])
        } else {
            try connection.run("DELETE FROM journal_posting WHERE run = ?", [.integer(run)])
            try connection.run("DELETE FROM journal_run WHERE id = ?", [.integer(run)])
        }
    }

    private func merge(into target: Int64, from cursor: Int64, limit: Int) throws {
        let sources = try connection.rows(
            "SELECT id FROM journal_run WHERE target = ? AND state = ?",
            [.integer(target), .integer(RunState.visible.rawValue)]
        ) { $0.integer(0) }
        // Each source is read as far, and keys beyond the place where one of them was cut off wait for the next step.
        let share = max(1, limit / max(1, sources.count))
        var (lists, bound): ([Int64: [PostingList]], Int64) = ([:], .max)
        for source in sources {
            let rows = try postings(of: source, from: cursor, limit: share)
            if rows.count == share, let last = rows.last { bound = min(bound, last.key) }
            for row in rows { lists[row.key, default: []].append(row.list) }
        }
        let done = try write(lists.filter { $0.key <= bound }, to: target)
        let last = done ?? bound
        guard last < bound || bound < .max else { return try finish(target) }
        try connection.run(
            "UPDATE journal_run SET cursor = ? WHERE id = ?", [.integer(last + 1), .integer(target)])
    }

    /// Writes merged lists in the order of keys. Returns the last key where not all were written.
    private func write(_ lists: [Int64: [PostingList]], to target: Int64) throws -> Int64? {
        var bytes = 0
        let sorted = lists.sorted { $0.key < $1.key }
        for (key, parts) in sorted {
            guard let merged = PostingList(merging: parts) else { throw StoreError.corrupted(path: connection.path) }
            try insert(merged, key, run: target)
            bytes += merged.bytes.count
            if bytes >= Self.bytesPerStep, key != sorted.last?.key { return key }
        }
        return nil
    }

    private func finish(_ target: Int64) throws {
        try connection.run(
            "UPDATE journal_run SET state = ?, target = 0 WHERE target = ?",
            [.integer(RunState.dead.rawValue), .integer(target)])
        try connection.run(
            "UPDATE journal_run SET state = ? WHERE id = ?", [.integer(RunState.visible.rawValue), .integer(target)])
    }
}

extension RunBounds {
    fileprivate mutating func extend(first: Int64, last: Int64, oldest: Int64, newest: Int64) {
        sequences = min(sequences.lowerBound, first)...max(sequences.upperBound, last)
        times =
            min(
                times.lowerBound, Timestamp(milliseconds: oldest))...max(
                times.upperBound, Timestamp(milliseconds: newest))
    }
}
