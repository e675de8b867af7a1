import Essentials
import Store
import TrailFormat

/// What a trail selected at one of its revisions: kept until every event that was taken by it has been delivered, so
/// that an event is never judged by two measures.
struct SelectionRecord: StoredRecord {
    static let kind: RecordKind = "cloudtrail.selection"

    let trailID: String
    let revision: Int
    let selection: EventSelection
    let includesGlobalServices: Bool

    var key: RecordKey { Self.key(trailID, revision) }
    var indexes: [IndexEntry] { [IndexEntry(.trail, trailID)] }

    static func key(_ trailID: String, _ revision: Int) -> RecordKey {
        RecordKey(account: nil, region: nil, id: "\(trailID)/\(revision)")
    }

    /// Whether everything in the management journal is taken, unseen.
    var takesEveryManagementEvent: Bool { includesGlobalServices && selection.logsEveryManagementEvent }

    /// Whether an event of this journal can be taken at all.
    func concerns(_ stream: TrailStream) -> Bool {
        stream == .data ? selection.logsDataEvents : selection.logsManagementEvents
    }

    func takes(_ event: EventFacts) -> Bool {
        (includesGlobalServices || !event.isGlobalService) && selection.matches(event)
    }
}
