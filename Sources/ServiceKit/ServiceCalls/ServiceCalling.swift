import AWSProtocols
import Essentials
import HTTPMessage

/// How one service calls an operation of another: through the pipeline, so that the call is checked against the model,
/// authorised by the policies of its target, and on record, as one from outside is.
///
/// Source: IAM user guide, "Forward access sessions" and "AWS service principals".
public protocol ServiceCalling: Sendable {
    /// - Parameters:
    ///   - payload: what the operation takes as a stream, such as an object's content
    /// - Throws: the error that a caller from outside would be answered, an `AWSError`.
    func call(
        _ service: ServiceID, _ operation: String, _ input: Structure, payload: HTTPBody, as invoker: Invoker,
        in region: Region
    ) async throws -> Structure

    /// The same of an operation that answers a stream, such as GetObject.
    func callForStream(
        _ service: ServiceID, _ operation: String, _ input: Structure, as invoker: Invoker, in region: Region
    ) async throws -> (output: Structure, payload: HTTPBody)

    /// Asks the policies about something that a service does for an invoker and that no operation stands for, such as
    /// the call of an API destination.
    /// - Throws: AWS's access-denied error for the first check that is not allowed.
    func require(_ checks: [AccessCheck], as invoker: Invoker, in region: Region) async throws
}

extension ServiceCalling {
    /// Where no policies are to be asked, nothing is allowed.
    public func require(_ checks: [AccessCheck], as invoker: Invoker, in region: Region) async throws {
        throw AWSError.accessDenied("No policy allows this.")
    }

    public func call<Input: ModelInput, Output: ModelOutput>(
        _ operation: OperationDescriptor<Input, Output>, _ input: Input, payload: HTTPBody = .empty,
        as invoker: Invoker, in region: Region
    ) async throws -> Output {
        try Output(
            await call(
                operation.service, operation.name, input.structure, payload: payload, as: invoker, in: region))
    }

    public func callForStream<Input: ModelInput, Output: ModelOutput>(
        _ operation: OperationDescriptor<Input, Output>, _ input: Input, as invoker: Invoker, in region: Region
    ) async throws -> (output: Output, payload: HTTPBody) {
        let (output, payload) = try await callForStream(
            operation.service, operation.name, input.structure, as: invoker, in: region)
        return (try Output(output), payload)
    }

    public func callForStream(
        _ service: ServiceID, _ operation: String, _ input: Structure, as invoker: Invoker, in region: Region
    ) async throws -> (output: Structure, payload: HTTPBody) { throw AWSError.internalFailure }
}

/// A service that calls another, and in whose name.
public struct Invoker: Sendable {
    public enum Authority: Sendable {
        /// As itself: the target's own policy must allow the service principal.
        case itself(account: AccountID)
        /// As a role that trusts it, by ARN. The role's account is the caller's.
        case role(arn: String, sessionName: String)
        /// For the caller whose call it serves, with that caller's permissions.
        case caller(RequestScope)
    }

    /// The service principal, such as `cloudtrail.amazonaws.com`.
    public let principal: String
    public let authority: Authority
    /// The ARN of the resource that the call is made for, such as a trail's: `aws:SourceArn`.
    public let source: String?

    public init(_ principal: String, _ authority: Authority, source: String? = nil) {
        self.principal = principal
        self.authority = authority
        self.source = source
    }
}

/// Which service made a call, as policies and audit records see it.
public struct ServiceOrigin: Sendable, Hashable {
    public var principal: String
    /// `aws:SourceArn`
    public var sourceARN: String?
    /// `aws:SourceAccount`: of calls that the service makes as itself
    public var sourceAccount: AccountID?
    /// Whether the call is made for a caller, with the caller's permissions: `aws:ViaAWSService`.
    public var isForwarded: Bool
}
