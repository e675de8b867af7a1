import Essentials
import Store

/// A page of the entries that have all the terms of a query, by the index.
///
/// Runs overlap in time, a little or a lot, so they are asked in the order of the query's time, and a place that was
/// found is read once no run that is still to be asked can have one before it.
struct JournalLookup {
    let query: JournalQuery
    let place: JournalPlace
    let limit: Int
    private let position: JournalPosition?
    private let times: ClosedRange<Timestamp>
    private let keys: [Int64]
    private var isForward: Bool { query.order == .oldestFirst }

    /// The next to be read is the last.
    private var found: [JournalPosition] = []
    private var records: [JournalRecord] = []

    /// Nil where the span of time is empty.
    init?(_ query: JournalQuery, in place: JournalPlace, after position: JournalPosition?, limit: Int) {
        let oldest = max(query.times.lowerBound, place.expired)
        guard oldest <= query.times.upperBound else { return nil }
        self.query = query
        self.place = place
        self.limit = limit
        self.position = position
        times = oldest...query.times.upperBound
        let here = PostingKey.place(query.account, query.region)
        keys = query.terms.map { PostingKey.key($0, in: here) }
    }

    mutating func page(by reader: some SQLiteReading) throws -> JournalPage {
        add(try reader.positions(of: query, from: place.lastIndexedRow + 1, through: place.lastRow))
        for run in try reader.runs(of: place, during: times, isForward: isForward) {
            try read(before: isForward ? run.times.lowerBound : run.times.upperBound, by: reader)
            guard records.count <= limit else { break }
            try ask(run, by: reader)
        }
        try read(before: nil, by: reader)
        guard records.count > limit, let last = records.dropLast().last else {
            return JournalPage(records: records, next: nil)
        }
        let next = JournalPosition(time: last.entry.time, sequence: last.sequence)
        return JournalPage(records: Array(records.dropLast()), next: next)
    }

    /// A run that is damaged is not asked, but gone through: the index is a help, and the journal what is certain.
    private mutating func ask(_ run: JournalRunBounds, by reader: some SQLiteReading) throws {
        do {
            add(try positions(in: run, by: reader))
        } catch StoreError.corrupted {
            add(
                try reader.positions(
                    of: query, from: place.row(run.sequences.lowerBound), through: place.row(run.sequences.upperBound)))
        }
    }

    private func positions(in run: JournalRunBounds, by reader: some SQLiteReading) throws -> [JournalPosition] {
        var common: Set<JournalPosition>?
        for key in keys.dropLast() {
            guard let positions = try reader.positions(of: key, in: run.id) else { return [] }
            common = common?.intersection(positions) ?? Set(positions)
        }
        guard let key = keys.last, let positions = try reader.positions(of: key, in: run.id) else { return [] }
        return common.map { common in positions.filter(common.contains) } ?? positions
    }

    private mutating func add(_ positions: [JournalPosition]) {
        let relevant = positions.filter { candidate in
            times.contains(candidate.time) && candidate.sequence > place.trimmed
                && position.map { isForward ? candidate > $0 : candidate < $0 } ?? true
        }
        guard !relevant.isEmpty else { return }
        found += relevant
        if isForward { found.sort(by: >) } else { found.sort(by: <) }
    }

    /// Reads the entries found that come before any of that time.
    private mutating func read(before time: Timestamp?, by reader: some SQLiteReading) throws {
        while records.count <= limit, let next = found.last {
            if let time, isForward ? next.time >= time : next.time <= time { return }
            found.removeLast()
            if let record = try reader.record(next.sequence, of: query, in: place) { records.append(record) }
        }
    }
}

/// A run that may be asked.
struct JournalRunBounds {
    let id: Int64
    let sequences: ClosedRange<Int64>
    let times: ClosedRange<Timestamp>
}

extension SQLiteReading {
    /// In the order in which they are to be asked.
    fileprivate func runs(
        of place: JournalPlace, during times: ClosedRange<Timestamp>, isForward: Bool
    ) throws -> [JournalRunBounds] {
        let sql = """
            SELECT id, oldest, newest, first, last FROM journal_run
            WHERE base = ? AND state = ? AND oldest <= ? AND newest >= ? ORDER BY \(isForward ? "oldest" : "newest DESC")
            """
        let values: [SQLValue] = [
            .integer(place.base), .integer(RunState.visible.rawValue), .integer(times.upperBound.milliseconds),
            .integer(times.lowerBound.milliseconds),
        ]
        return try connection.rows(sql, values) { row in
            let bounds = [row.integer(1), row.integer(2)].map { Timestamp(milliseconds: $0) }
            let first = row.integer(3)
            return JournalRunBounds(
                id: row.integer(0), sequences: first...max(first, row.integer(4)),
                times: bounds[0]...max(bounds[0], bounds[1]))
        }
    }

    /// Where the entries of a run are that have a term; nil where none has.
    fileprivate func positions(of key: Int64, in run: Int64) throws -> [JournalPosition]? {
        try postings(of: run, from: key, limit: 1, through: key).first.map { posting in
            guard let positions = posting.list.positions else { throw StoreError.corrupted(path: connection.path) }
            return positions
        }
    }

    /// What a run has from a key on. Errors: `corrupted`.
    func postings(
        of run: Int64, from first: Int64, limit: Int, through last: Int64 = .max
    ) throws -> [(key: Int64, list: PostingList)] {
        let sql = """
            SELECT key, checksum, entries FROM journal_posting WHERE run = ? AND key >= ? AND key <= ?
            ORDER BY key LIMIT ?
            """
        let values: [SQLValue] = [.integer(run), .integer(first), .integer(last), .integer(Int64(limit))]
        return try connection.rows(sql, values) { row in
            let bytes = row.blob(2)
            guard row.integer(1) == Int64(CRC32.checksum(bytes)) else {
                throw StoreError.corrupted(path: connection.path)
            }
            return (row.integer(0), PostingList(bytes: bytes))
        }
    }
}
