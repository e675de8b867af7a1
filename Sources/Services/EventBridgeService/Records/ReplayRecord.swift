import Essentials
import EventBridgeModel
import Store

/// Sends events of an archive to their bus once more.
struct ReplayRecord: StoredRecord, Hashable, EventBridgeResource {
    static let kind: RecordKind = "events.replay"
    static let resourceType = "replay"
    static let auditType = "AWS::Events::Replay"

    let bus: BusID
    let name: String
    let description: String?
    let archiveARN: String
    /// The archive's journal.
    let archiveID: String
    /// The rules that get the events, by name; nil for all.
    let rules: [String]?
    /// As the caller named them.
    let filterARNs: [String]?
    let from: Timestamp
    let to: Timestamp
    var state: String
    var stateReason: String?
    let started: Timestamp
    var ended: Timestamp?
    /// The time of the last event that was sent.
    var last: Timestamp?
    /// The last entry of the archive's journal that has been looked at.
    var position: Int64 = 0

    var key: RecordKey { RecordKey(account: bus.account, region: bus.region, id: name) }
    var arn: String { "arn:aws:events:\(bus.region):\(bus.account):replay/\(name)" }
    var modelState: ReplayState? { ReplayState(rawValue: state) }

    static let activeStates: [ReplayState] = [.starting, .running, .cancelling]
    var isActive: Bool { modelState.map(Self.activeStates.contains) ?? false }

    var indexes: [IndexEntry] {
        [IndexEntry(.name, name), IndexEntry(.state, state), IndexEntry(.source, archiveARN)]
    }
}
