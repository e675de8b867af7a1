import Essentials
import Store
import Synchronization

/// Remembers when access keys were used, and writes it down at most once a minute a key, as AWS's own figure is no
/// finer than that (IAM API reference, AccessKeyLastUsed).
final class LastUseTracker: Sendable {
    private let store: any Store
    private let lastWritten = Mutex<[String: Timestamp]>([:])
    private static let interval = TimeSpan.minutes(1)

    init(store: any Store) { self.store = store }

    func note(_ keyID: String, service: String, region: Region, at time: Timestamp) {
        let isDue = lastWritten.withLock { written in
            if let last = written[keyID], time - last < Self.interval { return false }
            written[keyID] = time
            return true
        }
        guard isDue else { return }
        let record = LastUseRecord(id: keyID, time: time, service: service, region: region.description)
        Task { [store] in try? await store.write { _ = try $0.put(record) } }
    }
}
