import Essentials
import Store

/// The index of terms: runs, each of some thousand entries that follow each other, and for each run what terms are in
/// it. Runs are small when they are written, so that nobody waits, and are merged into large ones in the background, so
/// that a look-up has few of them to ask.
extension SQLiteWriter {
    func index(_ run: JournalRun) throws {
        guard let place = try place(of: run.stream), try holds(run, in: place) else { return }
        let id = try addRun(
            RunBounds(base: place.base, sequences: run.sequences, times: run.times), level: 0, state: .visible)
        for (key, list) in run.postings { try insert(list, key, run: id) }
        try connection.run(
            "UPDATE journal_stream SET indexed = ? WHERE base = ?",
            [.integer(run.sequences.upperBound), .integer(place.base)])
        try startMerge(place.base)
    }

    func unindex(_ stream: JournalStream) throws {
        guard let place = try place(of: stream) else { return }
        try unindex(place.base)
    }

    func unindex(_ base: Int64) throws {
        try connection.run("UPDATE journal_stream SET indexed = 0 WHERE base = ?", [.integer(base)])
        try endRuns(of: base)
    }

    /// Whether the entries are those that are to be indexed next. A store that was reset meanwhile has others.
    private func holds(_ run: JournalRun, in place: JournalPlace) throws -> Bool {
        guard run.sequences.lowerBound > max(place.indexed, place.trimmed) else { return false }
        let sql = "SELECT COUNT(*) FROM journal WHERE number IN (?, ?)"
        let ends = Set([run.sequences.lowerBound, run.sequences.upperBound])
        let found = try connection.first(
            sql, [.integer(place.row(run.sequences.lowerBound)), .integer(place.row(run.sequences.upperBound))]
        ) { $0.integer(0) }
        return found == Int64(ends.count)
    }

    /// Has all runs of a stream deleted, those that are being merged too.
    func endRuns(of base: Int64) throws {
        hasLeftovers = true
        try connection.run(
            "UPDATE journal_run SET state = ? WHERE base = ?", [.integer(RunState.dead.rawValue), .integer(base)])
    }

    /// Has the runs deleted whose entries are all gone.
    func endRuns(of base: Int64, through trimmed: Int64) throws {
        let sql = "UPDATE journal_run SET state = ? WHERE base = ? AND state = ? AND target = 0 AND last <= ?"
        let states: [SQLValue] = [
            .integer(RunState.dead.rawValue), .integer(base), .integer(RunState.visible.rawValue),
        ]
        try connection.run(sql, states + [.integer(trimmed)])
    }

    func addRun(_ bounds: RunBounds, level: Int64, state: RunState) throws -> Int64 {
        // A run that is dead has its number until nothing is left of it, so this one is free.
        let id = (try connection.first("SELECT MAX(id) FROM journal_run", []) { $0.integer(0) } ?? 0) + 1
        let sql = """
            INSERT INTO journal_run (id, base, first, last, oldest, newest, level, state, target, cursor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
            """
        try connection.run(
            sql,
            [
                .integer(id), .integer(bounds.base), .integer(bounds.sequences.lowerBound),
                .integer(bounds.sequences.upperBound), .integer(bounds.times.lowerBound.milliseconds),
                .integer(bounds.times.upperBound.milliseconds), .integer(level), .integer(state.rawValue),
                .integer(.min),
            ])
        return id
    }

    func insert(_ list: PostingList, _ key: Int64, run: Int64) throws {
        try connection.run(
            "INSERT INTO journal_posting (run, key, checksum, entries) VALUES (?, ?, ?, ?)",
            [.integer(run), .integer(key), .integer(Int64(CRC32.checksum(list.bytes))), .blob(list.bytes)])
    }
}

/// What becomes of a run.
enum RunState: Int64 {
    case visible = 0
    /// Being merged of others, which are asked until it is whole.
    case building = 1
    /// Nobody asks it any more; what it has in the table is deleted bit by bit.
    case dead = 2
}

/// Which entries a run is about.
struct RunBounds {
    let base: Int64
    var sequences: ClosedRange<Int64>
    var times: ClosedRange<Timestamp>
}
