import Essentials
import Logging
import Store
import Synchronization

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
    private let wasReset = Flag()

    private static let batch = 512
    /// The entries of a busy server are taken together, so that following them costs little.
    private static let pause = TimeSpan.milliseconds(100)
    private static let retryDelay = TimeSpan.seconds(2)

    public init(_ consumer: any JournalConsumer, store: any Store, time: any TimeSource, logger: Logger) {
        self.consumer = consumer
        self.store = store
        self.time = time
        self.logger = logger
    }

    /// Follows until the task is cancelled.
    public func run() async {
        let streams = Set(consumer.streams)
        // One commit that was not yet looked at is as good as many.
        let (commits, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let observation = store.observe { [wasReset] changes in
            if changes.isReset { wasReset.raise() }
            if changes.isReset || !streams.isDisjoint(with: changes.streams) { continuation.yield() }
        }
        continuation.yield()
        for await _ in commits {
            let isDone = await catchUp()
            if !isDone { continuation.yield() }
            try? await time.sleep(until: time.now() + (isDone ? Self.pause : Self.retryDelay))
        }
        withExtendedLifetime(observation) {}
    }

    /// Deals with all that there is. False where something failed and is to be tried again.
    @discardableResult
    public func catchUp() async -> Bool {
        do {
            for stream in consumer.streams { try await catchUp(stream) }
            return true
        } catch is CancellationError {
            return false
        } catch {
            logger.error("following a journal failed", metadata: ["consumer": "\(consumer.name)", "error": "\(error)"])
            return false
        }
    }

    private func catchUp(_ stream: JournalStream) async throws {
        while !Task.isCancelled {
            let position = try await position(in: stream)
            let records = try await store.read { try $0.journal(stream, after: position, limit: Self.batch) }
            guard let last = records.last?.sequence else { return }
            let consumption = try await consumer.consume(records, at: time.now())
            let cursor = JournalCursor(stream, consumer: consumer.name, sequence: last)
            try await store.write { transaction in
                try consumption?.body(transaction)
                try transaction.put(cursor)
            }
            positions[stream] = last
        }
    }

    private func position(in stream: JournalStream) async throws -> Int64 {
        // A store that was reset numbers its entries anew.
        if wasReset.take() { positions = Dictionary(uniqueKeysWithValues: consumer.streams.map { ($0, 0) }) }
        if let known = positions[stream] { return known }
        let key = JournalCursor.key(stream, consumer: consumer.name)
        let position = try await store.write { [consumer] transaction in
            if let stored = try transaction.get(JournalCursor.self, key)?.record.sequence { return stored }
            let end = try transaction.lastSequence(in: stream)
            try transaction.put(JournalCursor(stream, consumer: consumer.name, sequence: end))
            return end
        }
        positions[stream] = position
        return position
    }
}

/// Something that has happened, until somebody takes note.
private final class Flag: Sendable {
    private let isRaised = Atomic(false)

    func raise() { isRaised.store(true, ordering: .releasing) }
    func take() -> Bool { isRaised.exchange(false, ordering: .acquiring) }
}
