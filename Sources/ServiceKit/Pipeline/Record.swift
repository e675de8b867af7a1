import AWSProtocols
import Store

extension Pipeline {
    /// Commits the change and the audit record in one transaction; of a call that changes nothing, the record alone.
    /// A call whose record cannot be written has failed.
    func record(_ call: inout Call) async throws {
        guard let effect = call.effect else { throw AWSError.internalFailure }
        switch effect {
        case .reply(let output), .stream(let output, _):
            call.output = output
            if case .stream(_, let payload) = effect { call.stream = payload }
            let entries = auditor.entries(for: call)
            try await store.append(entries, durability: auditor.durability)
            noteUses(of: call, on: entries)
        case .change(let body):
            let (output, entries) = try await store.write { [call, auditor] transaction in
                var completed = call
                let output = try body(transaction)
                completed.output = output
                let entries = auditor.entries(for: completed)
                try transaction.append(entries)
                return (output, entries)
            }
            call.output = output
            noteUses(of: call, on: entries)
        }
    }

    private func noteUses(of call: Call, on record: [JournalEntry]) {
        noteAccess(of: call)
        guard let service = call.operation.flatMap({ services.service($0.service) }) else { return }
        for use in ResourceUse.uses(of: call, on: record) { service.noteUse(use) }
    }

    /// Records a call that was refused or failed after its sender was known. Always on disk before the answer: these
    /// are what somebody will look for.
    func recordFailure(_ call: Call, _ error: AWSError) async throws {
        try await store.append(auditor.entries(for: call, error: error), durability: .flushed)
        noteAccess(of: call)
    }

    private func noteAccess(of call: Call) {
        guard let scope = call.scope, let service = call.model?.metadata.endpointPrefix else { return }
        identity.noteAccess(
            by: scope.caller, service: service, action: call.operationName, region: scope.region, at: scope.now)
    }
}
