import Dispatch
import Synchronization

/// Runs the reads of asynchronous callers on threads of their own, fewer than there are connections to read with.
///
/// Synchronous reads block a thread of the concurrent executor until there is a connection. Whoever holds one must
/// therefore never wait for such a thread, as an asynchronous read of GRDB does before it gives its connection back.
final class ReadQueues: Sendable {
    private let queues: [DispatchQueue]
    private let turn = Atomic<UInt>(0)

    init(count: Int) {
        queues = (0..<count).map { DispatchQueue(label: "yagura.store.read.\($0)") }
    }

    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        let queue = queues[Int(turn % UInt(queues.count))]
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
