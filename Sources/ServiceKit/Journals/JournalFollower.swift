import Essentials
import Logging
import Store

/// Hands the entries of journals to one consumer, soon after they are committed and never on a caller's time.
///
/// How far it has read is stored in the transaction of what the consumer made of the entries. A consumer that is new
/// begins with what comes after it.
public actor JournalFollower {
    private let consumer: any JournalConsumer
    private let store: any Store
    private let time: any TimeSource
    private let logger: Logger
    private var positions: [JournalStream: Int64] = [:]
    private let window: JournalWindow
    private let changes = StreamChanges()
    private var resets: Int

    /// The entries of a busy server are taken together, so that following them costs little.
    private static let pause = TimeSpan.milliseconds(100)
    private static let retryDelay = TimeSpan.seconds(2)

    /// - Parameter window: through which it reads, which others share; nil for one of its own
    public init(
        _ consumer: any JournalConsumer, store: any Store, window: JournalWindow? = nil, time: any TimeSource,
        logger: Logger
    ) {
        self.consumer = consumer
        self.store = store
        self.window = window ?? JournalWindow(store)
        resets = self.window.resetCount
        self.time = time
        self.logger = logger
    }

    /// Follows until the task is cancelled.
    public func run() async {
        let observation = changes.observe(Set(consumer.streams), of: store)
        for await _ in changes.signals {
            let isDone = await catchUp()
            if !isDone { changes.signal() }
            try? await time.sleep(until: time.now() + (isDone ? Self.pause : Self.retryDelay))
        }
        withExtendedLifetime(observation) {}
    }

    /// Deals with all that there is. False where something failed and is to be tried again.
    @discardableResult
    public func catchUp() async -> Bool {
        var isDone = true
        // What one stream's entries fail at must not hold up those of the others.
        for stream in consumer.streams {
            do {
                try await catchUp(stream)
            } catch {
                isDone = false
                if error is CancellationError { break }
                logger.error(
                    "following a journal failed",
                    metadata: ["consumer": "\(consumer.name)", "stream": "\(stream)", "error": "\(error)"])
            }
        }
        return isDone
    }

    private func catchUp(_ stream: JournalStream) async throws {
        while !Task.isCancelled {
            let position = try await position(in: stream)
            let records = try await window.records(of: stream, after: position, limit: consumer.batch)
            guard let last = records.last?.sequence else { return }
            let consumption = try await consumer.consume(records, at: time.now())
            let dealtWith = consumption?.last ?? last
            let isCurrent = try await store.write { [cursor = cursor(stream, dealtWith)] transaction in
                // The store may have been reset meanwhile, and somebody else have dealt with the entries.
                guard try transaction.get(JournalCursor.self, cursor.key)?.record.sequence ?? 0 == position else {
                    return false
                }
                try consumption?.body(transaction)
                try transaction.put(cursor)
                return true
            }
            positions[stream] = isCurrent ? dealtWith : nil
        }
    }

    private func cursor(_ stream: JournalStream, _ sequence: Int64) -> JournalCursor {
        JournalCursor(stream, consumer: consumer.name, sequence: sequence)
    }

    private func position(in stream: JournalStream) async throws -> Int64 {
        if resets != window.resetCount {
            resets = window.resetCount
            positions = Dictionary(uniqueKeysWithValues: consumer.streams.map { ($0, 0) })
        }
        if let known = positions[stream] { return known }
        let position = try await store.write { [cursor = cursor(stream, 0)] transaction in
            if let stored = try transaction.get(JournalCursor.self, cursor.key)?.record.sequence { return stored }
            var start = cursor
            start.sequence = try transaction.lastSequence(in: stream)
            try transaction.put(start)
            return start.sequence
        }
        positions[stream] = position
        return position
    }
}
