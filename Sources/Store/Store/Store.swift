/// Records and journals, with transactions over both.
///
/// Acknowledged means durable: when `write` or `append(_:durability: .flushed)` returns, the data survives a power cut.
/// Every error a driver throws is a `StoreError`; errors of the caller's own closures pass through unchanged.
public protocol Store: Sendable {
    /// Runs `body` on the writer and commits what it did; an error thrown by `body` undoes all of it.
    ///
    /// Transactions run one after another and share commits, so `body` must be quick, and must not use the store
    /// except through its argument.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any WriteTransaction) throws -> Result
    ) async throws -> Result

    /// Runs `body` on a snapshot of the store, beside writers and other readers.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any ReadTransaction) throws -> Result
    ) async throws -> Result

    /// The same on the calling thread, for point reads that take microseconds. Not from inside a transaction.
    func readNow<Result>(_ body: (any ReadTransaction) throws -> Result) throws -> Result

    /// The row under a key, read on the calling thread; nil if there is none.
    func row(_ kind: RecordKind, _ key: RecordKey) throws -> RecordRow?

    /// Adds entries to journals without a transaction of one's own: the path for thousands of calls a second.
    func append(_ entries: [JournalEntry], durability: JournalDurability) async throws

    /// Calls `observer` after each commit, on the writer, before the callers whose work it holds are answered.
    /// Must be quick and must not use the store. Ends when the returned value is released.
    func observe(_ observer: @escaping @Sendable (CommittedChanges) -> Void) -> StoreObservation

    /// Returns once everything accepted so far is durable.
    func flush() async throws
    /// Makes an in-memory store empty, as when it was opened; other stores refuse.
    func reset() async throws
    /// Writes what is pending, and releases files and locks. Later calls fail with `closed`.
    func close() async throws
}

extension Store {
    /// The record under the key, or nil, read on the calling thread.
    public func get<Record: StoredRecord>(
        _ type: Record.Type = Record.self, _ key: RecordKey
    ) throws -> Versioned<Record>? {
        try row(Record.kind, key).map(Record.decode)
    }
}
