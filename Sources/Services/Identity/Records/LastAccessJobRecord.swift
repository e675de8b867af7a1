import Essentials
import Store

/// A report of what users and roles last did with the services that their policies let them use, as it was made.
struct LastAccessJobRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.lastAccessJob"
    /// How long a report can be asked for. Source: IAM user guide, "View last accessed information for IAM".
    static let lifetime = TimeSpan.days(7)

    struct Use: Codable, Sendable, Hashable {
        var access: Access
        /// The ARN of the user or role.
        var entity: String
    }

    struct Service: Codable, Sendable, Hashable {
        var namespace: String
        var last: Use?
        /// How many users and roles have used the service.
        var entities: Int
        /// By name of the action; nil for an action that nobody has called. Empty in a report on services alone.
        var actions: [Action]
    }

    struct Action: Codable, Sendable, Hashable {
        var name: String
        var last: Use?
    }

    var account: AccountID
    var id: String
    /// The unique id of the user or role that asked for the report, who alone may read it.
    var requester: String
    /// What the report is on.
    var arn: String
    var hasActions: Bool
    var createdAt: Timestamp
    /// In order of namespace.
    var services: [Service]

    var key: RecordKey { Self.key(account, id) }
    var indexes: [IndexEntry] { [IndexEntry(.createdAt, createdAt.milliseconds)] }

    static func key(_ account: AccountID, _ id: String) -> RecordKey {
        RecordKey(account: account, region: nil, id: id)
    }
}

extension IndexField {
    /// In milliseconds since 1970.
    static let createdAt: IndexField = "createdAt"
}
