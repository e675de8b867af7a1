import Essentials
import ServiceKit
import Store

/// A topic as it is stored.
struct TopicRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "sns.topic"

    let account: AccountID
    let region: Region
    let name: String
    let createdAt: Timestamp
    let isFIFO: Bool
    var settings = TopicSettings()
    var tags: [StoredTag] = []
    /// Subscriptions that there were once.
    var deletedSubscriptions = 0

    var key: RecordKey { Self.key(arn) }
    var arn: TopicARN { TopicARN(account: account, region: region, name: name) }
    var indexes: [IndexEntry] { [IndexEntry(.fifo, .integer(isFIFO ? 1 : 0))] }

    static func key(_ arn: TopicARN) -> RecordKey {
        RecordKey(account: arn.account, region: arn.region, id: arn.name)
    }
}

/// What the owner of a topic can change.
struct TopicSettings: Codable, Hashable, Sendable {
    /// As it was put, byte for byte; nil while the topic has the one that it came with.
    var policy: String?
    /// Whom `policy` names.
    var policyPrincipals: PolicyPrincipals?
    var displayName = ""
    var deliveryPolicy: String?
    /// As it was put: an id, ARN or alias.
    var kmsKeyID: String?
    var signatureVersion: Int?
    var tracing: String?
    var deduplicatesByContent = false
    var throughputScope: String?
}

/// A key and value that an operator hung on a topic.
struct StoredTag: Codable, Hashable, Sendable {
    var key: String
    var value: String
}
