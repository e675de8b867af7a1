import KeyEngine
import Synchronization

/// The sealed root key that was opened last, since opening one costs a moment and 128 MiB.
final class OpenedRootKey: Sendable {
    private let known = Mutex<(sealed: SealedRootKey, key: RootKey)?>(nil)

    /// Nil unless it was opened from the very same bytes.
    func find(_ sealed: SealedRootKey) -> RootKey? { known.withLock { $0?.sealed == sealed ? $0?.key : nil } }

    func keep(_ sealed: SealedRootKey, _ key: RootKey) { known.withLock { $0 = (sealed, key) } }
}
