import AWSProtocols

extension Pipeline {
    /// Looks up what the call is about and asks every policy whether the caller may.
    func authorise(_ call: inout Call) async throws {
        guard let operation = call.operation, let input = call.input, let scope = call.scope,
            let credential = call.credential
        else { throw AWSError.internalFailure }
        do {
            let prepared = try await operation.prepare(input, scope)
            call.checks = prepared.checks
            try throttle(call, sharing: prepared.checks)
            let permit = try await authorizer.authorize(prepared.checks, for: credential, in: scope)
            call.run = { try await prepared.perform(permit) }
        } catch let missing as TargetNotFound {
            call.checks = [missing.check]
            _ = try await authorizer.authorize([missing.check], for: credential, in: scope)
            throw missing.error
        }
    }
}
