import AWSProtocols
import Essentials
import HTTPMessage
import PolicyEngine
import SigV4

extension Pipeline {
    /// Answers whether a principal of the sender's account may do something, and why, by the policies in force.
    ///
    /// The request is signed as one to IAM; its sender needs `iam:SimulatePrincipalPolicy` on the principal, and is on
    /// record as having called that. The body is an ``AccessQuestion``, the answer an `AccessStory`, both in JSON.
    public func explain(_ request: HTTPRequest) async -> HTTPResponse {
        let started = ContinuousClock.now
        var call = Call(request.head, body: request.body, requestID: random.uuid(), receivedAt: time.now())
        do {
            let story = try await answer(&call)
            count(call, outcome: "OK", since: started)
            return .explanation(story.json, status: 200)
        } catch {
            return await refuseExplanation(call, error, since: started)
        }
    }

    private func answer(_ call: inout Call) async throws -> AccessStory {
        let model = try ServiceModel.load(.iam)
        call.model = model
        call.operationModel = model.operations["SimulatePrincipalPolicy"]
        call.presented = try PresentedSignature.parse(call.head)
        try await authenticate(&call)
        guard let scope = call.scope, let credential = call.credential else { throw AWSError.internalFailure }
        guard let json = try? JSON(parsing: call.body), let question = AccessQuestion(json) else {
            throw AWSError.validation("The body is not a question: principal, action, resource and context.")
        }
        call.input = question.asSimulation
        let check = AccessCheck(
            action: "iam:SimulatePrincipalPolicy", resource: question.principal,
            account: ARN(question.principal).flatMap { AccountID($0.account) } ?? scope.account)
        call.checks = [check]
        _ = try await authorizer.authorize([check], for: credential, in: scope)
        let story = try await story(of: question, in: scope)
        call.effect = .reply(Structure())
        try await record(&call)
        return story
    }

    private func story(of question: AccessQuestion, in scope: RequestScope) async throws -> AccessStory {
        guard let caller = try await identity.caller(named: question.principal, now: scope.now) else {
            throw AWSError(code: "NoSuchEntity", "There is no principal \(question.principal).", status: 404)
        }
        let arn = ARN(question.resource)
        let supposed = RequestScope(
            caller: caller, region: arn.flatMap { Region($0.region) } ?? .standard, requestID: scope.requestID,
            now: scope.now, random: scope.random, connection: scope.connection, userAgent: "")
        let action = ActionName(question.action)
        let check =
            try await services.accessCheck(action, on: question.resource, in: supposed)
            ?? AccessCheck(
                action: action, resource: question.resource,
                account: arn.flatMap { AccountID($0.account) } ?? caller.account)
        return try await authorizer.story(of: check, given: question.conditions, in: supposed)
    }

    private func refuseExplanation(
        _ call: Call, _ cause: any Error, since started: ContinuousClock.Instant
    ) async -> HTTPResponse {
        var error = clientError(for: cause, in: call)
        if call.scope != nil {
            do {
                try await recordFailure(call, error)
            } catch let recordingCause { error = clientError(for: recordingCause, in: call) }
        }
        let code = error.code(in: .query)
        count(call, outcome: code, since: started)
        return .explanation(
            ["code": .string(code), "message": .string(error.message ?? "")],
            status: error.statusOverride ?? (code == "InternalFailure" ? 500 : 403))
    }
}

extension HTTPResponse {
    fileprivate static func explanation(_ json: JSON, status: Int) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: HTTPHeaders([("content-type", "application/json")]),
            body: .bytes(json.bytes + [UInt8(ascii: "\n")]))
    }
}

extension AccessQuestion {
    /// As the audit record tells it: the call of IAM that asks the same.
    fileprivate var asSimulation: Structure {
        var structure = Structure(capacity: 3)
        structure.add("PolicySourceArn", principal)
        structure.addStrings("ActionNames", [action])
        structure.addStrings("ResourceArns", [resource])
        return structure
    }
}
