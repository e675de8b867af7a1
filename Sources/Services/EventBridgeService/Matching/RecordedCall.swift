import Essentials
import ServiceKit
import Store

/// An audit record, as the event that CloudTrail sends to the default bus.
///
/// Source: EventBridge user guide, "AWS service events delivered via AWS CloudTrail".
struct RecordedCall {
    private let entry: JournalEntry
    private let record: JSON

    /// Nil for what is no event: entries that do not parse, and the calls that deliveries consist of. A rule that matched
    /// those would go on for ever on its own.
    init?(_ entry: JournalEntry) {
        guard let record = try? JSON(parsing: entry.body), record["sourceIPAddress"]?.string != EventBridge.principal
        else { return nil }
        self.entry = entry
        self.record = record
    }

    private var isReadOnly: Bool {
        record["readOnly"]?.bool == true && record["managementEvent"]?.bool == true
    }

    private var detailType: String {
        record["eventType"]?.string == AuditRecord.EventType.serviceEvent.rawValue
            ? "AWS Service Event via CloudTrail" : "AWS API Call via CloudTrail"
    }

    /// `aws.kms` of `kms.amazonaws.com`.
    private var source: String {
        let name = record["eventSource"]?.string ?? ""
        return "aws.\(name.prefix { $0 != "." })"
    }

    func event(on bus: BusID, ingested: Timestamp, id: String) -> AcceptedEvent {
        let envelope = EventEnvelope(
            id: id, detailType: detailType, source: source, account: bus.account, time: entry.time,
            region: bus.region, resources: [], detail: entry.body)
        return AcceptedEvent(
            bus: bus, id: id, ingested: ingested, isReadOnly: isReadOnly, body: envelope.bytes)
    }
}
