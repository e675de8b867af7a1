import Essentials
import Store
import Synchronization

/// Remembers when access keys were used, and writes it down at most once a minute a key, as AWS's own figure is no
/// finer than that (IAM API reference, AccessKeyLastUsed).
final class LastUseTracker: Sendable {
    private let lastNoted = Mutex<[String: Timestamp]>([:])
    private let uses: AsyncStream<LastUseRecord>.Continuation
    private let writing: Task<Void, Never>

    private static let interval = TimeSpan.minutes(1)
    /// The keys whose last use is remembered. When there are more, all are forgotten and written down once too often.
    private static let mostKeys = 16_384
    /// The uses that may wait for the store; past that the oldest are lost.
    private static let mostWaiting = 4096

    init(store: any Store) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: LastUseRecord.self, bufferingPolicy: .bufferingNewest(Self.mostWaiting))
        uses = continuation
        writing = Task {
            for await use in stream {
                // What cannot be written now is written at the key's next use.
                try? await store.write { try $0.note(use) }
            }
        }
    }

    deinit { uses.finish() }

    func note(_ keyID: String, service: String, region: Region, at time: Timestamp) {
        let isDue = lastNoted.withLock { noted in
            // A clock that was set back must not silence a key until it catches up.
            if let last = noted[keyID], last <= time, time - last < Self.interval { return false }
            if noted.count >= Self.mostKeys { noted.removeAll() }
            noted[keyID] = time
            return true
        }
        guard isDue else { return }
        uses.yield(LastUseRecord(id: keyID, time: time, service: service, region: region.description))
    }

    /// Returns once everything noted so far is written. Nothing is taken any more.
    func close() async {
        uses.finish()
        await writing.value
    }
}

extension WriteTransaction {
    /// Nothing is kept of a key that is gone meanwhile.
    fileprivate func note(_ use: LastUseRecord) throws {
        guard try get(AccessKeyRecord.self, AccessKeyRecord.key(use.id)) != nil else { return }
        try put(use)
    }
}
