import Store
import Synchronization

/// Those who want to know of each commit.
final class Observers: Sendable {
    typealias Observer = @Sendable (CommittedChanges) -> Void

    private struct Registrations {
        var next = 0
        var observers: [Int: Observer] = [:]
    }
    private let registrations = Mutex(Registrations())

    func add(_ observer: @escaping Observer) -> StoreObservation {
        let id = registrations.withLock { registrations in
            registrations.next += 1
            registrations.observers[registrations.next] = observer
            return registrations.next
        }
        return StoreObservation { [weak self] in
            // Released outside the lock: letting go of an observer may end another observation.
            let ended = self?.registrations.withLock { $0.observers.removeValue(forKey: id) }
            _ = ended
        }
    }

    func notify(_ changes: CommittedChanges) {
        guard !changes.isEmpty else { return }
        for observer in registrations.withLock({ Array($0.observers.values) }) { observer(changes) }
    }
}
