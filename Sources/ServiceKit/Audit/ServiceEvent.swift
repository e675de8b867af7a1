import Essentials
import Store

/// Something that a service did by itself, such as rotating a key when its time came.
///
/// Source: CloudTrail user guide, "Non-API events captured by CloudTrail".
public struct ServiceEvent: Sendable {
    public var name: String
    /// Such as `kms.amazonaws.com`.
    public var source: String
    public var account: AccountID
    public var region: Region
    public var time: Timestamp
    public var resources: [AuditResource]
    public var details: JSON.Object
    /// What the event came to. CloudTrail lists an event with an answer as a call that the service made of itself.
    public var answer: JSON.Object = [:]

    public init(
        name: String, source: String, account: AccountID, region: Region, time: Timestamp,
        resources: [AuditResource], details: JSON.Object = [:]
    ) {
        self.name = name
        self.source = source
        self.account = account
        self.region = region
        self.time = time
        self.resources = resources
        self.details = details
    }
}

extension WriteTransaction {
    /// Records an event in the same transaction as the change that it tells of.
    public func record(_ event: ServiceEvent, random: any RandomSource) throws {
        var record = AuditRecord(
            type: event.answer.isEmpty ? .serviceEvent : .apiCall,
            identity: .serviceItself(account: event.account), time: event.time,
            source: event.source, name: event.name, region: event.region, sourceAddress: "AWS Internal",
            userAgent: "AWS Internal", eventID: random.eventID(at: event.time), isReadOnly: false,
            resources: event.resources,
            recipientAccount: event.account)
        if !event.details.isEmpty { record.serviceEventDetails = JSON.object(event.details).bytes }
        if !event.answer.isEmpty {
            record.responseElements = JSON.object(event.answer).bytes
            record.requestID = random.uuid()
        }
        try append([record.journalEntry])
    }
}
