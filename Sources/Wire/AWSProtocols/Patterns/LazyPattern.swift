import Synchronization

/// A pattern of the model, compiled when it is first needed and kept.
final class LazyPattern: Sendable {
    private enum State {
        case unread
        case ready(ModelPattern)
        /// A pattern that the engine cannot read constrains nothing; a test sees to it that the models have none.
        case unreadable
    }

    let source: String
    private let state = Mutex(State.unread)

    init(_ source: String) { self.source = source }

    func matches(_ text: String) -> Bool {
        guard let pattern = compiled() else { return true }
        return pattern.matches(text)
    }

    private func compiled() -> ModelPattern? {
        state.withLock { state in
            if case .unread = state {
                state = (try? ModelPattern(source)).map(State.ready) ?? .unreadable
            }
            if case .ready(let pattern) = state { return pattern }
            return nil
        }
    }
}
