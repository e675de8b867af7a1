import AWSProtocols

extension Pipeline {
    /// Looks up what the call is about and asks every policy whether the caller may.
    func authorise(_ call: inout Call) async throws {
        guard let operation = call.operation, let input = call.input else { throw AWSError.internalFailure }
        guard let scope = call.scope, let credential = call.credential else {
            return try await authoriseUnsigned(operation, input, &call)
        }
        do {
            let prepared = try await operation.prepare(input, scope)
            call.checks = prepared.checks + (prepared.items?.checks.flatMap(\.self) ?? [])
            try throttle(call, sharing: prepared.checks)
            let permit = try await authorizer.authorize(prepared.checks, for: credential, in: scope)
            try await prepared.items?.decide { _ = try await authorizer.authorize($0, for: credential, in: scope) }
            call.run = { try await prepared.perform(permit) }
        } catch let missing as TargetNotFound {
            call.checks = [missing.check] + missing.further
            _ = try await authorizer.authorize(call.checks, for: credential, in: scope)
            throw missing.error
        }
    }

    /// The same of a call without a signature. Until its target has told who calls, it is nobody's: a failure before
    /// that is counted, not recorded.
    private func authoriseUnsigned(_ operation: Operation, _ input: Structure, _ call: inout Call) async throws {
        let prepared = try await operation.prepare(input, scope(of: call, for: .anonymous, in: .standard))
        guard let caller = prepared.provenCaller else { throw AWSError.internalFailure }
        let credential = Credential(secret: nil, caller: caller)
        let scope = scope(of: call, for: credential, in: prepared.region ?? .standard)
        (call.credential, call.scope, call.checks) = (credential, scope, prepared.checks)
        let permit = try await authorizer.authorize(prepared.checks, for: credential, in: scope)
        call.run = { try await prepared.perform(permit) }
    }
}

extension Credential {
    /// Of who has shown nothing.
    static let anonymous = Credential(
        secret: nil,
        caller: Caller(
            kind: .anonymous, account: .nobody, principalID: "anonymous", arn: "anonymous", accessKeyID: ""))
}
