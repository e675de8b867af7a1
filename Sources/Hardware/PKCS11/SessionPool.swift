import Dispatch
import KeyEngine
import Synchronization

/// The sessions with a token. As many work at once as there may be; more work waits its turn.
///
/// A module blocks its caller, for a network's round trip perhaps. So work runs on threads of its own, and not on the
/// few of Swift's concurrency.
final class SessionPool: Sendable {
    typealias Work<Value: Sendable> = @Sendable (CryptokiSession) throws(CryptokiError) -> Value

    private struct State {
        var idle: [CryptokiSession] = []
        var vacancies: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let token: CryptokiToken
    private let maximumWaiting: Int
    private let state: Mutex<State>

    private static let threads = DispatchQueue(label: "yagura.pkcs11", attributes: .concurrent)

    init(token: CryptokiToken, sessions: Int = 8, maximumWaiting: Int = 1024) {
        self.token = token
        self.maximumWaiting = maximumWaiting
        state = Mutex(State(vacancies: sessions))
    }

    /// Runs `work` with a session. Where the session turns out to be lost, runs it once more with a new one.
    func run<Value: Sendable>(_ work: @escaping Work<Value>) async throws(TokenError) -> Value {
        guard state.withLock({ $0.waiting.count < maximumWaiting }) else {
            throw .unreachable(reason: "too much work waits for the token")
        }
        await enter()
        defer { leave() }
        return try await Self.blocking { () throws(TokenError) in
            if let value = try self.attempt(work, isLast: false) { return value }
            guard let value = try self.attempt(work, isLast: true) else { throw .unreachable(reason: "session lost") }
            return value
        }
    }

    /// Runs what blocks, elsewhere than on Swift's few threads.
    static func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws(TokenError) -> Value
    ) async throws(TokenError) -> Value {
        let result: Result<Value, TokenError> = await withCheckedContinuation { continuation in
            threads.async {
                do throws(TokenError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// Runs what blocks, for a caller that cannot wait.
    static func later(_ work: @escaping @Sendable () -> Void) { threads.async(execute: work) }

    /// Nil where the session was lost and another may do better.
    private func attempt<Value: Sendable>(_ work: Work<Value>, isLast: Bool) throws(TokenError) -> Value? {
        let session = if let idle = takeIdle() { idle } else { try token.openSession() }
        do throws(CryptokiError) {
            let value = try work(session)
            putBack(session)
            return value
        } catch {
            if error.isLostSession {
                token.abandon(epoch: session.epoch)
                guard isLast else { return nil }
            } else if error.meaning == .invalidCiphertext || error.meaning == .noSuchKey {
                putBack(session)
            } else {
                // Something of the failed call may still be under way in it.
                session.close()
            }
            throw error.meaning
        }
    }

    private func takeIdle() -> CryptokiSession? {
        while let session = state.withLock({ $0.idle.popLast() }) {
            // Those of a past epoch were closed with it.
            if token.isCurrent(session) { return session }
        }
        return nil
    }

    private func putBack(_ session: CryptokiSession) {
        if token.isCurrent(session) { state.withLock { $0.idle.append(session) } }
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let isAdmitted = state.withLock { state in
                guard state.vacancies > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.vacancies -= 1
                return true
            }
            if isAdmitted { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state in
            guard state.waiting.isEmpty else { return Optional(state.waiting.removeFirst()) }
            state.vacancies += 1
            return nil
        }
        next?.resume()
    }
}
