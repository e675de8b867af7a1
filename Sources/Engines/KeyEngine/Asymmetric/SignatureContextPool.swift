import Synchronization

/// The contexts of one key that nobody is using. Setting one up costs several microseconds, a fifth of what a P-256
/// signature takes.
final class SignatureContextPool: Sendable {
    /// For each purpose: as many as there may be threads that use one key at once on a small machine.
    static let limit = 4

    private let idle = Mutex<[SignatureContext.Purpose: [SignatureContext]]>([:])

    func take(_ purpose: SignatureContext.Purpose) -> SignatureContext? {
        idle.withLock { $0[purpose]?.popLast() }
    }

    /// Keeps `context` for the next caller, unless there are enough.
    func giveBack(_ context: SignatureContext, for purpose: SignatureContext.Purpose) {
        idle.withLock { idle in
            guard idle[purpose, default: []].count < Self.limit else { return }
            idle[purpose, default: []].append(context)
        }
    }
}
