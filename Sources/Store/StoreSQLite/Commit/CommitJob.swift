import Store

/// One unit of a batch: what to do in the transaction, and whom to tell how it ended.
enum CommitJob: Sendable {
    /// A caller's closure, undone alone if it fails.
    case transaction(any PendingTransaction)
    /// Entries whose caller waits for the commit.
    case flushedAppend([JournalEntry], CheckedContinuation<Void, any Error>)
    /// Entries nobody waits for. They are kept and tried again if the commit fails.
    case groupedAppend([JournalEntry])
    /// Answered when everything before it is on disk.
    case barrier(CheckedContinuation<Void, any Error>)
    /// Deletes at most so many rows of what is gone.
    case sweep(limit: Int)

    var entries: [JournalEntry] {
        switch self {
        case .flushedAppend(let entries, _), .groupedAppend(let entries): entries
        case .transaction, .barrier, .sweep: []
        }
    }

    var isAwaited: Bool {
        switch self {
        case .groupedAppend, .sweep: false
        case .transaction, .flushedAppend, .barrier: true
        }
    }

    /// Whether it is tried again when its commit has failed.
    var isKept: Bool { if case .groupedAppend = self { true } else { false } }

    var isSweep: Bool { if case .sweep = self { true } else { false } }

    /// Does the work. Only an error that concerns the whole batch is thrown.
    func run(in writer: SQLiteWriter) throws {
        switch self {
        case .transaction(let transaction): try transaction.run(in: writer)
        case .flushedAppend(let entries, _), .groupedAppend(let entries): try writer.append(entries)
        case .sweep(let limit): try writer.sweep(limit: limit)
        case .barrier: break
        }
    }

    /// Answers the caller. `failure` is why the commit failed; nil when it did not.
    func settle(_ failure: (any Error)?) {
        switch self {
        case .transaction(let transaction): transaction.settle(failure)
        case .flushedAppend(_, let caller), .barrier(let caller):
            if let failure { caller.resume(throwing: failure) } else { caller.resume() }
        case .groupedAppend, .sweep: break
        }
    }
}
