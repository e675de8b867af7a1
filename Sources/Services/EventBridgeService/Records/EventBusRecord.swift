import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

/// An event bus. The default bus of an account has a record only once something about it has been set.
struct EventBusRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "events.bus"

    struct Log: Codable, Hashable, Sendable {
        let includeDetail: String?
        let level: String?
    }

    let id: BusID
    var description: String?
    var kmsKeyIdentifier: String?
    var deadLetterARN: String?
    var log: Log?
    /// The policy document.
    var policy: String?
    /// Whom it names.
    var principals: PolicyPrincipals?
    var tags: [StoredTag] = []
    var created: Timestamp?
    var modified: Timestamp?

    init(_ id: BusID) { self.id = id }

    var key: RecordKey { Self.key(id) }
    var indexes: [IndexEntry] { [IndexEntry(.name, id.name)] }

    static func key(_ id: BusID) -> RecordKey { RecordKey(account: id.account, region: id.region, id: id.name) }

    /// The policy as it is evaluated; nil where there is none.
    func attachedPolicy() throws -> AttachedPolicy? {
        guard let policy else { return nil }
        return AttachedPolicy(
            try Policy(parsing: principals?.bind(policy) ?? policy, as: .resource),
            from: PolicySource(kind: .resource, name: id.arn, attachedTo: id.arn))
    }
}

extension EventBusRecord.Log {
    init?(_ config: LogConfig?) {
        guard let config else { return nil }
        self.init(includeDetail: config.includeDetail?.rawValue, level: config.level?.rawValue)
    }

    var model: LogConfig {
        LogConfig(
            includeDetail: includeDetail.flatMap(IncludeDetail.init), level: level.flatMap(Level.init))
    }
}

extension ReadTransaction {
    /// The bus; nil where there is none.
    func bus(_ id: BusID) throws -> EventBusRecord? {
        if let record = try get(EventBusRecord.self, EventBusRecord.key(id))?.record { return record }
        return id.isDefault ? EventBusRecord(id) : nil
    }
}
