import Store
import Synchronization

/// A caller's closure that waits for its turn, without the type of its result.
protocol PendingTransaction: Sendable {
    func run(in writer: SQLiteWriter) throws
    func settle(_ failure: (any Error)?)
}

final class TypedTransaction<Value: Sendable>: PendingTransaction {
    private let body: @Sendable (SQLiteWriter) throws -> Value
    private let caller: CheckedContinuation<Value, any Error>
    private let outcome = Mutex<Result<Value, any Error>?>(nil)

    init(
        _ body: @escaping @Sendable (SQLiteWriter) throws -> Value, caller: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.caller = caller
    }

    func run(in writer: SQLiteWriter) throws {
        do {
            var value: Value?
            try writer.isolated { value = try body($0) }
            guard let value else { return }
            outcome.withLock { $0 = .success(value) }
        } catch {
            // Some disk errors end the whole transaction, and with it what the others of the batch have done.
            guard writer.connection.isInTransaction else { throw error }
            outcome.withLock { $0 = .failure(error) }
        }
    }

    func settle(_ failure: (any Error)?) {
        let outcome = outcome.withLock { $0 }
        switch (outcome, failure) {
        // The closure's own error is the better answer, whatever became of the rest.
        case (.failure(let error), _): caller.resume(throwing: error)
        case (_, .some(let failure)): caller.resume(throwing: failure)
        case (.success(let value), nil): caller.resume(returning: value)
        case (nil, nil): caller.resume(throwing: StoreError.closed)
        }
    }
}
