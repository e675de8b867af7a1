/// A consistent view of the store at one moment. Valid only inside the closure that it was handed to.
///
/// The requirements are what a driver writes; services use the typed methods below.
public protocol ReadTransaction {
    func row(_ kind: RecordKind, _ key: RecordKey) throws -> RecordRow?
    /// At most `limit` rows of the query after `position`, each with its place.
    func rows(_ query: RecordQuery, after position: RecordPosition?, limit: Int) throws -> [(RecordRow, RecordPosition)]
    /// How many records the query has; its order does not matter, except that a field order leaves out and repeats.
    func count(_ query: RecordQuery) throws -> Int

    /// Entries of one stream after a sequence number, oldest first. An entry never appears after one of a higher
    /// number has been seen, so a consumer that keeps the last number misses nothing.
    func journal(_ stream: JournalStream, after sequence: Int64, limit: Int) throws -> [JournalRecord]
    /// The number of the newest entry that a stream still has; 0 where it has none.
    func lastSequence(in stream: JournalStream) throws -> Int64
    /// Entries in the order of time, either way. A page may be shorter than `limit`, or empty, and still have a next one: the work for one
    /// page is bounded.
    func journal(_ query: JournalQuery, after position: JournalPosition?, limit: Int) throws -> JournalPage
    /// Entries of a stream after the last one that is indexed, in its order.
    func unindexed(_ stream: JournalStream, limit: Int) throws -> [IndexableEntry]

    /// Entries of a timeline behind `position` in the query's direction, as many as the limit lets.
    func timeline(
        _ query: TimelineQuery, after position: TimelinePosition?, limit: TimelineLimit
    ) throws -> TimelinePage
}

extension ReadTransaction {
    /// The record under the key, or nil.
    public func get<Record: StoredRecord>(
        _ type: Record.Type = Record.self, _ key: RecordKey
    ) throws -> Versioned<Record>? {
        try row(Record.kind, key).map(Record.decode)
    }

    /// A page of at most `limit` records after `position`.
    public func query<Record: StoredRecord>(
        _ type: Record.Type = Record.self, in scope: RecordScope, where predicate: Predicate? = nil,
        order: RecordQuery.Order = .id, direction: RecordQuery.Direction = .ascending, limit: Int,
        after position: RecordPosition? = nil
    ) throws -> RecordPage<Record> {
        let query = RecordQuery(Record.kind, in: scope, where: predicate, order: order, direction: direction)
        return try page(query, limit: limit, after: position)
    }

    /// The first record that the condition finds, in order of id.
    public func first<Record: StoredRecord>(
        _ type: Record.Type = Record.self, in scope: RecordScope, where predicate: Predicate
    ) throws -> Versioned<Record>? {
        try query(type, in: scope, where: predicate, limit: 1).records.first
    }

    public func count<Record: StoredRecord>(
        _ type: Record.Type, in scope: RecordScope, where predicate: Predicate? = nil
    ) throws -> Int {
        try count(RecordQuery(Record.kind, in: scope, where: predicate))
    }

    func page<Record: StoredRecord>(
        _ query: RecordQuery, limit: Int, after position: RecordPosition?
    ) throws -> RecordPage<Record> {
        guard limit > 0 else { return RecordPage(records: [], next: position) }
        // One more than asked for tells whether there is a next page.
        let rows = try rows(query, after: position, limit: limit + 1)
        let records = try rows.prefix(limit).map { try Record.decode($0.0) }
        return RecordPage(records: records, next: rows.count > limit ? rows[limit - 1].1 : nil)
    }
}
