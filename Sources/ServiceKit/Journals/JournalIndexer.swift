import Essentials
import Logging
import Store

/// Indexes the terms of a journal's entries some time after they are committed, so that no caller waits for it, and those
/// of entries that an older release stored without terms.
public actor JournalIndexer {
    /// Finds the terms of an entry that was stored without any.
    public typealias TermReader = @Sendable (IndexableEntry) -> [JournalTerm]

    private let stream: JournalStream
    private let store: any Store
    private let time: any TimeSource
    private let logger: Logger
    private let readTerms: TermReader
    private let runLength: Int
    private let changes = StreamChanges()

    private static let pause = TimeSpan.milliseconds(200)
    private static let retryDelay = TimeSpan.seconds(5)

    /// - Parameter runLength: how many entries are indexed at once. Until there are as many, a look-up goes through them.
    public init(
        _ stream: JournalStream, store: any Store, time: any TimeSource, logger: Logger, runLength: Int = 4096,
        readTerms: @escaping TermReader
    ) {
        self.stream = stream
        self.store = store
        self.time = time
        self.logger = logger
        self.runLength = runLength
        self.readTerms = readTerms
    }

    /// Indexes until the task is cancelled.
    public func run() async {
        let observation = changes.observe([stream], of: store)
        for await _ in changes.signals {
            let isDone = await catchUp()
            if !isDone { changes.signal() }
            try? await time.sleep(until: time.now() + (isDone ? Self.pause : Self.retryDelay))
        }
        withExtendedLifetime(observation) {}
    }

    /// Indexes all that there is enough of. False where something failed and is to be tried again.
    @discardableResult
    public func catchUp() async -> Bool {
        do {
            while !Task.isCancelled {
                guard try await indexNext() else { break }
            }
            return true
        } catch {
            logger.error("indexing a journal failed", metadata: ["stream": "\(stream)", "error": "\(error)"])
            return false
        }
    }

    /// Indexes one run; false where there are too few entries for one.
    private func indexNext() async throws -> Bool {
        guard try await hasEnough() else { return false }
        var entries = try await store.read { [stream, runLength] in try $0.unindexed(stream, limit: runLength) }
        guard entries.count == runLength else { return false }
        for index in entries.indices where entries[index].terms.isEmpty {
            entries[index].terms = readTerms(entries[index])
        }
        guard let run = JournalRun(of: entries, in: stream) else { return false }
        try await store.write { try $0.index(run) }
        return true
    }

    private func hasEnough() async throws -> Bool {
        try await store.read { [stream, runLength] transaction in
            guard let first = try transaction.unindexed(stream, limit: 1).first else { return false }
            return try transaction.lastSequence(in: stream) - first.sequence + 1 >= runLength
        }
    }
}

extension JournalIndexer {
    /// Of the management events, which LookupEvents looks up.
    public static func ofAuditRecords(in store: any Store, time: any TimeSource, logger: Logger) -> JournalIndexer {
        JournalIndexer(AuditRecord.stream, store: store, time: time, logger: logger, readTerms: auditTerms)
    }

    /// None where an entry is no audit record: then nobody looks it up.
    static let auditTerms: TermReader = { entry in
        (try? JSON(parsing: entry.body)).flatMap { AuditAttributes(of: $0) }?.terms ?? []
    }
}
