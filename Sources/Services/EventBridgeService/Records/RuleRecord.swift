import Essentials
import EventBridgeModel
import Store

/// A rule with its targets.
struct RuleRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "events.rule"

    let bus: BusID
    let name: String
    var pattern: String?
    var schedule: String?
    var state: String
    var description: String?
    var roleARN: String?
    /// The service that made the rule, and alone may change it.
    var managedBy: String?
    /// The account of who made it.
    let createdBy: AccountID
    var tags: [StoredTag] = []
    var targets: [StoredTarget] = []
    let created: Timestamp
    /// When the schedule is next due; nil where the rule has none or is disabled.
    var scheduleDue: Timestamp?
    /// The archive that keeps what the rule matches.
    var archive: String?

    var key: RecordKey { Self.key(bus, name) }
    var arn: String { bus.ruleARN(name) }
    var isEnabled: Bool { state != RuleState.disabled.rawValue }
    /// Whether it is to match management events that only read.
    var takesReadOnlyEvents: Bool { state == RuleState.enabledWithAllCloudtrailManagementEvents.rawValue }

    var indexes: [IndexEntry] {
        [IndexEntry(.bus, bus.name), IndexEntry(.name, name)]
            + Set(targets.map(\.arn)).sorted().map { IndexEntry(.target, $0) }
            + (scheduleDue.map { [IndexEntry(.scheduleDue, $0.milliseconds)] } ?? [])
    }

    static func key(_ bus: BusID, _ name: String) -> RecordKey {
        RecordKey(account: bus.account, region: bus.region, id: "\(bus.name)/\(name)")
    }

    /// The bus of the rule that a key is of.
    static func bus(of key: RecordKey) -> BusID? {
        guard let account = key.account, let region = key.region, let slash = key.id.lastIndex(of: "/") else {
            return nil
        }
        return BusID(account: account, region: region, name: String(key.id[..<slash]))
    }
}
