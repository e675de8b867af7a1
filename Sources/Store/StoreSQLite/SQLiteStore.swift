import GRDB
import Store
import Synchronization

/// The store on SQLite: one file in the data directory, or memory.
///
/// One writer commits in groups with `synchronous=FULL`; readers have connections of their own and see snapshots.
/// A record or journal entry whose bytes changed on disk fails with `corrupted` when it is read.
public final class SQLiteStore: Store {
    let database: any DatabaseWriter
    let path: String
    private let isInMemory: Bool
    private let commits: CommitQueue
    private let observers = Observers()
    private let readQueues = ReadQueues(count: SQLiteStore.readers - 1)
    private let isClosed = Atomic(false)
    /// Held for its lock.
    private let directory: DataDirectory?

    init(database: any DatabaseWriter, path: String, directory: DataDirectory?, limits: CommitLimits) {
        self.database = database
        self.path = path
        self.directory = directory
        isInMemory = directory == nil
        commits = CommitQueue(
            committer: BatchCommitter(database: database, path: path), observers: observers, limits: limits)
        // What the last process did not get to.
        commits.sweep()
    }

    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (any WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await commits.write { try body($0) }
    }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any ReadTransaction) throws -> Result
    ) async throws -> Result {
        try requireOpen()
        return try await readQueues.run { [database, path] in
            try StoreFailure.translating(path) {
                try database.read { try body(SQLiteReader(connection: Connection(database: $0, path: path))) }
            }
        }
    }

    public func readNow<Result>(_ body: (any ReadTransaction) throws -> Result) throws -> Result {
        try requireOpen()
        return try StoreFailure.translating(path) {
            try database.read { try body(SQLiteReader(connection: Connection(database: $0, path: path))) }
        }
    }

    /// One statement is a snapshot by itself, so this saves the transaction around it.
    public func row(_ kind: RecordKind, _ key: RecordKey) throws -> RecordRow? {
        try requireOpen()
        return try StoreFailure.translating(path) {
            try database.unsafeRead { database in
                try SQLiteReader(connection: Connection(database: database, path: path)).row(kind, key)
            }
        }
    }

    public func append(_ entries: [JournalEntry], durability: JournalDurability) async throws {
        try await commits.append(entries, durability: durability)
    }

    public func observe(_ observer: @escaping @Sendable (CommittedChanges) -> Void) -> StoreObservation {
        observers.add(observer)
    }

    public func flush() async throws { try await commits.flush() }

    public func reset() async throws {
        guard isInMemory else { throw StoreError.resetRefused }
        try await commits.write { try $0.removeAll() }
    }

    /// Rewrites the file and empties the log beside it, so that neither holds a byte of what records used to say.
    public func compact() async throws {
        try requireOpen()
        let path = path
        do {
            try await database.writeWithoutTransaction { database in
                let connection = Connection(database: database, path: path)
                try connection.run("VACUUM")
                let busy = try connection.first("PRAGMA wal_checkpoint(TRUNCATE)", []) { $0.integer(0) }
                guard busy == 0 else { throw StoreError.inUse(path: path) }
            }
        } catch let error as DatabaseError {
            throw StoreFailure.error(error.extendedResultCode.rawValue, path: path)
        }
    }

    public func close() async throws {
        defer { finish() }
        try await commits.close()
    }

    private func finish() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // GRDB closes its writer before its readers, and a reader cannot move the log into the database. Where this
        // fails, the next start does it.
        try? database.writeWithoutTransaction { database in
            try Connection(database: database, path: path).run("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        // Everything is committed; a connection that cannot be closed is closed when it is released.
        try? database.close()
        directory?.unlock()
    }

    private func requireOpen() throws {
        if isClosed.load(ordering: .acquiring) { throw StoreError.closed }
    }
}
