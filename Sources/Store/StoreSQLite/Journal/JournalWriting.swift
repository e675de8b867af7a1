import Essentials
import Store

extension SQLiteWriter {
    private static let insertion = """
        INSERT INTO journal (number, stream, account, region, time, id, attributes, checksum, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    func append(_ entries: [JournalEntry]) throws {
        let statement = try connection.statement(Self.insertion)
        for entry in entries {
            var head = try heads[entry.stream] ?? open(entry.stream)
            head.last += 1
            heads[entry.stream] = head
            noteAppended(to: entry.stream)
            try statement.run([
                .integer(head.place.row(head.last)), .integer(head.place.number),
                SQLValue(entry.account), SQLValue(entry.region), .integer(entry.time.milliseconds), .text(entry.id),
                .blob(TermCoding.encode(entry.terms)), .integer(Int64(CRC32.checksum(entry.body))),
                .blob(entry.body),
            ])
        }
    }

    func trim(_ stream: JournalStream, through sequence: Int64) throws {
        var head = try heads[stream] ?? open(stream)
        let through = min(max(sequence, 0), head.last)
        guard through > head.place.trimmed else { return }
        head.place.trimmed = through
        heads[stream] = head
        try connection.run(
            "UPDATE journal_stream SET trimmed = ? WHERE base = ?", [.integer(through), .integer(head.place.base)])
        try leaveOver(head.place, isDropped: false)
    }

    func trim(_ stream: JournalStream, before time: Timestamp) throws {
        var head = try heads[stream] ?? open(stream)
        guard time > head.place.expired else { return }
        head.place.expired = time
        heads[stream] = head
        try connection.run(
            "UPDATE journal_stream SET expired = ? WHERE base = ?",
            [.integer(time.milliseconds), .integer(head.place.base)])
        try leaveOver(head.place, isDropped: false)
    }

    func drop(_ stream: JournalStream) throws {
        heads[stream] = nil
        guard let place = try place(of: stream) else { return }
        try connection.run("DELETE FROM journal_stream WHERE base = ?", [.integer(place.base)])
        try endRuns(of: place.base)
        try leaveOver(place, isDropped: true)
    }

    /// Finds the end of a stream, which is made if it is new. What was trimmed counts, though it is gone.
    private func open(_ stream: JournalStream) throws -> JournalHead {
        let place = try place(of: stream) ?? register(stream)
        let sql = "SELECT number FROM journal WHERE number > ? AND number <= ? ORDER BY number DESC LIMIT 1"
        let last = try connection.first(sql, [.integer(place.base), .integer(place.lastRow)]) {
            JournalPlace.sequence($0.integer(0))
        }
        let head = JournalHead(place: place, last: max(place.trimmed, place.deleted, last ?? 0))
        heads[stream] = head
        return head
    }

    private func register(_ stream: JournalStream) throws -> JournalPlace {
        let number = try freeNumber()
        guard number >= JournalPlace.lastNumber else {
            throw StoreError.failed(path: connection.path, reason: "there are too many journal streams")
        }
        let place = JournalPlace(
            number: number, base: number << JournalPlace.sequenceBits, trimmed: 0,
            expired: Timestamp(milliseconds: .min), deleted: 0, indexed: 0)
        try connection.run(
            "INSERT INTO journal_stream (number, base, name, trimmed) VALUES (?, ?, ?, 0)",
            [.integer(number), .integer(place.base), .text(stream.description)])
        return place
    }

    /// The number of a stream that is gone with all its entries, or the next one below all that were ever used.
    private func freeNumber() throws -> Int64 {
        if let freed = try connection.first("SELECT MAX(number) FROM journal_free", [], { $0.integer(0) }), freed > 0 {
            try connection.run("DELETE FROM journal_free WHERE number = ?", [.integer(freed)])
            return freed
        }
        let sql = """
            SELECT MIN(base) >> ? FROM (
                SELECT MIN(base) AS base FROM journal_stream UNION ALL SELECT MIN(base) FROM journal_leftover)
            """
        let lowest = try connection.first(sql, [.integer(JournalPlace.sequenceBits)]) { $0.integer(0) } ?? 0
        return (lowest > 0 ? lowest : JournalPlace.firstNumber + 1) - 1
    }
}
