import Store

/// Tells one reader of journals that there is something new, however many commits it was.
final class StreamChanges: Sendable {
    /// One commit that was not yet looked at is as good as many. The first signal is there from the beginning.
    let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
    }

    func signal() { continuation.yield() }

    /// Signals until what is returned is released.
    func observe(_ streams: Set<JournalStream>, of store: any Store) -> StoreObservation {
        store.observe { [weak self] changes in
            if changes.isReset || !streams.isDisjoint(with: changes.streams) { self?.signal() }
        }
    }
}
