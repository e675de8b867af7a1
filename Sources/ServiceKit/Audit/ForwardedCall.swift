import Essentials
import Store

/// A call that a service makes in the name of its caller while it serves another, such as the CreateKey in the
/// replica's region that is part of a ReplicateKey.
///
/// Source: CloudTrail user guide, "CloudTrail userIdentity element", `invokedBy`.
public struct ForwardedCall: Sendable {
    public var name: String
    /// The service that was called, such as `kms.amazonaws.com`.
    public var source: String
    /// The service that made the call.
    public var invoker: String
    /// The account that it was made in; nil for the caller's.
    public var account: AccountID?
    public var region: Region
    public var resources: [AuditResource]
    public var parameters: JSON.Object
    public var answer: JSON.Object

    public init(
        name: String, source: String, invoker: String? = nil, account: AccountID? = nil, region: Region,
        resources: [AuditResource], parameters: JSON.Object, answer: JSON.Object
    ) {
        self.name = name
        self.source = source
        self.invoker = invoker ?? source
        self.account = account
        self.region = region
        self.resources = resources
        self.parameters = parameters
        self.answer = answer
    }
}

extension WriteTransaction {
    /// Records a forwarded call in the same transaction as what it changed.
    /// - Parameter scope: of the call that it is part of.
    public func record(_ call: ForwardedCall, in scope: RequestScope) throws {
        var record = AuditRecord(
            identity: .service(call.invoker, for: scope.caller), time: scope.now, source: call.source, name: call.name,
            region: call.region, sourceAddress: scope.connection.peerAddress, userAgent: "AWS Internal",
            requestParameters: JSON.object(call.parameters).bytes, responseElements: JSON.object(call.answer).bytes,
            requestID: scope.requestID, eventID: scope.random.eventID(at: scope.now), isReadOnly: false,
            recipientAccount: call.account ?? scope.account)
        record.resources = call.resources
        try append([record.journalEntry])
    }
}
