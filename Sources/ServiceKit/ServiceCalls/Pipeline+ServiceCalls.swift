import AWSProtocols
import Essentials
import HTTPMessage

extension Pipeline {
    /// A call that a service makes: the steps of one from outside, without a signature and a spelling.
    func call(
        _ service: ServiceID, _ name: String, _ input: Structure, payload: HTTPBody, as invoker: Invoker,
        in region: Region
    ) async throws -> (output: Structure, payload: HTTPBody) {
        let model = try ServiceModel.load(service)
        guard let operationModel = model.operations[name] else { throw AWSError.unknownOperation }
        var call = Call(.internal(invoker.principal), body: .empty, requestID: random.uuid(), receivedAt: time.now())
        call.model = model
        call.wire = model.metadata.wire
        call.operationModel = operationModel
        let started = ContinuousClock.now
        do {
            try await identify(invoker, region: model.isGlobal ? .standard : region, payload: payload, &call)
            try model.validate(input, for: operationModel)
            call.input = input
            guard let operation = services.operation(name, of: service) else { throw AWSError.notImplemented(name) }
            call.operation = operation
            try await authorise(&call)
            try await operate(&call)
            try await record(&call)
        } catch {
            throw await refuseInternally(call, error, since: started)
        }
        guard let output = call.output else { throw AWSError.internalFailure }
        count(call, outcome: "OK", since: started)
        return (output, call.stream ?? .empty)
    }

    /// Asks the policies as for a call of the invoker's. Nothing is put on record.
    func require(_ checks: [AccessCheck], as invoker: Invoker, in region: Region) async throws {
        var call = Call(.internal(invoker.principal), body: .empty, requestID: random.uuid(), receivedAt: time.now())
        try await identify(invoker, region: region, payload: .empty, &call)
        guard let scope = call.scope, let credential = call.credential else { throw AWSError.internalFailure }
        _ = try await authorizer.authorize(checks, for: credential, in: scope)
    }

    private func identify(
        _ invoker: Invoker, region: Region, payload: HTTPBody, _ call: inout Call
    ) async throws {
        var origin = ServiceOrigin(principal: invoker.principal, sourceARN: invoker.source, isForwarded: false)
        let credential: Credential
        switch invoker.authority {
        case .itself(let account):
            origin.sourceAccount = account
            credential = Credential(secret: nil, caller: .service(invoker.principal, account: account))
        case .role(let arn, let sessionName):
            origin.sourceAccount = ARN(arn).flatMap { AccountID($0.account) }
            credential = try await roles.credential(of: arn, named: sessionName, for: invoker, by: self)
        case .caller(let scope):
            origin.isForwarded = true
            credential = Credential(secret: nil, caller: scope.caller, sessionPolicies: scope.sessionPolicies)
        }
        call.credential = credential
        call.scope = scope(of: call, for: credential, in: region, payload: payload, origin: origin)
    }

    /// Records the failure and answers what a caller from outside would be told.
    private func refuseInternally(
        _ call: Call, _ cause: any Error, since started: ContinuousClock.Instant
    ) async -> AWSError {
        var error = clientError(for: cause, in: call)
        if call.scope != nil {
            do {
                try await recordFailure(call, error)
            } catch let recordingCause { error = clientError(for: recordingCause, in: call) }
        }
        count(call, outcome: error.code(in: call.wire), since: started)
        return error
    }
}

extension HTTPRequestHead {
    /// Of a call that comes from a service: CloudTrail names that one as address and agent.
    fileprivate static func `internal`(_ principal: String) -> HTTPRequestHead {
        HTTPRequestHead(
            method: "POST", target: "/", headers: HTTPHeaders([("user-agent", principal)]),
            connection: ConnectionInfo(peerAddress: principal))
    }
}

extension Caller {
    /// A service that acts as itself, for a resource of an account.
    static func service(_ principal: String, account: AccountID) -> Caller {
        Caller(kind: .service(principal), account: account, principalID: principal, arn: principal, accessKeyID: "")
    }
}
