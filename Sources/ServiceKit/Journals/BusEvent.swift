import Essentials
import Store

/// Something that a service tells the default event bus of an account.
///
/// Source: EventBridge user guide, "Events in Amazon EventBridge".
public struct BusEvent: Sendable, Hashable {
    public var id: String
    /// Such as `aws.s3`.
    public var source: String
    /// Such as `Object Created`.
    public var detailType: String
    public var account: AccountID
    public var region: Region
    public var time: Timestamp
    /// ARNs.
    public var resources: [String]
    /// A JSON object, as text.
    public var detail: [UInt8]

    public init(
        id: String, source: String, detailType: String, account: AccountID, region: Region, time: Timestamp,
        resources: [String], detail: [UInt8]
    ) {
        self.id = id
        self.source = source
        self.detailType = detailType
        self.account = account
        self.region = region
        self.time = time
        self.resources = resources
        self.detail = detail
    }

    /// The journal that holds the events that services have told, until the event bus has taken them.
    public static let stream: JournalStream = "events"

    /// The event in its envelope, as JSON text.
    public var envelope: [UInt8] {
        var writer = JSONWriter(reserving: 512 + detail.count)
        writer.beginObject()
        writer.member("version", "0")
        writer.member("id", id)
        writer.member("detail-type", detailType)
        writer.member("source", source)
        writer.member("account", account.description)
        writer.member("time", time.iso8601)
        writer.member("region", region.description)
        writer.name("resources")
        writer.beginArray()
        for resource in resources { writer.write(resource) }
        writer.endArray()
        writer.member("detail", raw: detail)
        writer.endObject()
        return writer.bytes
    }
}

extension WriteTransaction {
    /// Tells the default event bus of the event's account and region, in the transaction of what happened.
    public func emit(_ event: BusEvent) throws {
        try append([
            JournalEntry(
                stream: BusEvent.stream, account: event.account, region: event.region, time: event.time, id: event.id,
                body: event.envelope)
        ])
    }
}
