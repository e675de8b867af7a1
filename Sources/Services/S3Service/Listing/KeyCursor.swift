import Store

/// Walks the records of a bucket's keys in order, a few rows at a time, and leaps over what a list does not show.
struct KeyCursor {
    struct Row {
        let row: RecordRow
        let key: String
        let suffix: String?
    }

    private let transaction: any ReadTransaction
    private let query: RecordQuery
    private let bucket: String
    private let prefix: String
    private var position: String
    private var buffer: ArraySlice<(RecordRow, RecordPosition)> = []
    private var chunk: Int
    private let largestChunk: Int
    private var isAtEnd = false

    /// - Parameters:
    ///   - start: the place after which to begin
    ///   - chunk: how many rows to read at first
    init(
        _ kind: RecordKind, of bucket: String, prefix: String, after start: String, chunk: Int, largestChunk: Int,
        _ transaction: any ReadTransaction
    ) {
        self.transaction = transaction
        query = RecordQuery(kind, in: .region(nil, nil))
        self.bucket = bucket
        self.prefix = prefix
        position = start
        self.chunk = chunk
        self.largestChunk = largestChunk
    }

    /// The row that is next; nil at the end of the keys with this prefix.
    mutating func peek() throws -> Row? {
        if buffer.isEmpty, !isAtEnd { try fill() }
        guard let (row, _) = buffer.first, let place = ObjectPlace.parse(row.key.id, in: bucket),
            place.key.utf8.starts(with: prefix.utf8)
        else {
            isAtEnd = true
            buffer = []
            return nil
        }
        return Row(row: row, key: place.key, suffix: place.suffix)
    }

    mutating func advance() {
        guard let (row, _) = buffer.popFirst() else { return }
        position = row.key.id
    }

    /// Goes on after a place that is further on than what was read so far.
    mutating func leap(to place: String) {
        while let (row, _) = buffer.first, !place.utf8.lexicographicallyPrecedes(row.key.id.utf8) { advance() }
        guard buffer.isEmpty else { return }
        if position.utf8.lexicographicallyPrecedes(place.utf8) { position = place }
        // Where lists leap, few rows of a chunk are used.
        chunk = 2
    }

    private mutating func fill() throws {
        let key = RecordKey(account: nil, region: nil, id: position)
        let rows = try transaction.rows(query, after: RecordPosition(value: nil, key: key), limit: chunk)
        isAtEnd = rows.count < chunk
        buffer = rows[...]
        chunk = min(chunk * 2, largestChunk)
    }
}
