import AWSProtocols
import PolicyEngine

/// A service: the operations that it implements, of those its model lists.
public protocol Service: Sendable {
    var id: ServiceID { get }
    var operations: [Operation] { get }
    /// Work that falls due by the clock.
    var chores: [any Chore] { get }
    /// What reads journals as they grow.
    var journalConsumers: [any JournalConsumer] { get }
    /// What goes on for as long as the server runs.
    var backgroundWork: [any BackgroundWork] { get }
    /// Every type of record that holds values under the root key's seal.
    static var sealedRecords: [any SealedRecord.Type] { get }
    /// The names of the request quotas that its operations share.
    var sharedQuotas: [String] { get }
    /// Told of each resource of a call to this service that succeeded, once the call is on record. Must return at once.
    func noteUse(_ use: ResourceUse)
    /// What a call of this action on this resource would ask of the policies, for a scope whose caller makes it; nil where
    /// the service has nothing to add to identity policies.
    func accessCheck(_ action: ActionName, on resource: String, in scope: RequestScope) async throws -> AccessCheck?
    /// Whether requests without a signature are anybody's calls, which the policies of resources decide.
    var takesAnonymousCalls: Bool { get }
    /// Knows which web pages may call; nil where none may.
    var crossOrigin: (any CrossOriginAnswering)? { get }
    /// What callers are told of a failure that is this program's.
    var internalFailure: AWSError { get }
    /// The code of the service's own error for input that breaks a constraint of the model; nil where it answers the
    /// framework's.
    var validationCode: String? { get }
    /// What it counts beside calls.
    var metricSources: [any MetricSource] { get }
}

extension Service {
    public var chores: [any Chore] { [] }
    public var journalConsumers: [any JournalConsumer] { [] }
    public var backgroundWork: [any BackgroundWork] { [] }
    public static var sealedRecords: [any SealedRecord.Type] { [] }
    public var sharedQuotas: [String] { [] }
    public func noteUse(_ use: ResourceUse) {}
    public func accessCheck(
        _ action: ActionName, on resource: String, in scope: RequestScope
    ) async throws -> AccessCheck? { nil }
    public var takesAnonymousCalls: Bool { false }
    public var crossOrigin: (any CrossOriginAnswering)? { nil }
    public var internalFailure: AWSError { .internalFailure }
    public var validationCode: String? { nil }
    public var metricSources: [any MetricSource] { [] }
}
