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
            try statement.run([
                .integer(JournalHead.row(head.stream, head.last)), .integer(head.stream),
                SQLValue(entry.account), SQLValue(entry.region), .integer(entry.time.milliseconds), .text(entry.id),
                .blob(AttributeCoding.encode(entry.attributes)), .integer(Int64(CRC32.checksum(entry.body))),
                .blob(entry.body),
            ])
        }
    }

    func trim(_ stream: JournalStream, through sequence: Int64) throws {
        let head = try heads[stream] ?? open(stream)
        let through = min(max(sequence, 0), head.last)
        try connection.run(
            "DELETE FROM journal WHERE number > ? AND number <= ?",
            [.integer(JournalHead.row(head.stream, 0)), .integer(JournalHead.row(head.stream, through))])
        try connection.run(
            "UPDATE journal_stream SET trimmed = MAX(trimmed, ?) WHERE number = ?",
            [.integer(through), .integer(head.stream)])
    }

    /// Finds the end of a stream, which is made if it is new. What was trimmed counts, though it is gone.
    private func open(_ stream: JournalStream) throws -> JournalHead {
        noteAppended(to: stream)
        let name = SQLValue.text(stream.description)
        let known = try connection.first("SELECT number, trimmed FROM journal_stream WHERE name = ?", [name]) {
            ($0.integer(0), $0.integer(1))
        }
        let head =
            if let (number, trimmed) = known {
                JournalHead(stream: number, last: max(trimmed, try lastSequence(of: number)))
            } else {
                JournalHead(stream: try register(name), last: 0)
            }
        heads[stream] = head
        return head
    }

    private func register(_ name: SQLValue) throws -> Int64 {
        let lowest = try connection.first(
            "SELECT COALESCE(MIN(number), ?) FROM journal_stream",
            [
                .integer(JournalHead.firstStream + 1)
            ]
        ) { $0.integer(0) }
        let number = (lowest ?? JournalHead.firstStream + 1) - 1
        try connection.run(
            "INSERT INTO journal_stream (number, name, trimmed) VALUES (?, ?, 0)", [.integer(number), name])
        return number
    }
}
