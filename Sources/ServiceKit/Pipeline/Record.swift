import AWSProtocols
import Store

extension Pipeline {
    /// Commits the change and the audit record in one transaction; of a call that changes nothing, the record alone.
    /// A call whose record cannot be written has failed.
    func record(_ call: inout Call) async throws {
        guard let effect = call.effect else { throw AWSError.internalFailure }
        switch effect {
        case .reply(let output):
            call.output = output
            try await store.append(auditor.entries(for: call), durability: auditor.durability)
        case .change(let body):
            call.output = try await store.write { [call, auditor] transaction in
                var completed = call
                let output = try body(transaction)
                completed.output = output
                try transaction.append(auditor.entries(for: completed))
                return output
            }
        }
    }

    /// Records a call that was refused or failed after its sender was known. Always on disk before the answer: these
    /// are what somebody will look for.
    func recordFailure(_ call: Call, _ error: AWSError) async throws {
        try await store.append(auditor.entries(for: call, error: error), durability: .flushed)
    }
}
