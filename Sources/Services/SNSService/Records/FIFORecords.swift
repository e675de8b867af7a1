import Essentials
import Store

/// How many messages a FIFO topic has taken. Of its own, so that publishing leaves the topic as it is.
struct SequenceRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "sns.sequence"

    let topic: TopicARN
    var last: Int64 = 0

    var key: RecordKey { TopicRecord.key(topic) }

    /// Twenty digits that grow, as AWS's sequence numbers do.
    var text: String { String(10_000_000_000_000_000_000 + UInt64(last)) }
}

/// A message that a FIFO topic has taken lately: the same one again is the same message.
struct DeduplicationRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "sns.deduplication"

    let topic: TopicARN
    /// The group too where that is the scope of deduplication.
    let scope: String
    let id: String
    let messageID: String
    let sequenceNumber: String
    let expiresAt: Timestamp

    var key: RecordKey { Self.key(topic, scope, id) }
    var indexes: [IndexEntry] { [IndexEntry(.expiry, expiresAt.milliseconds)] }

    static func key(_ topic: TopicARN, _ scope: String, _ id: String) -> RecordKey {
        RecordKey(account: topic.account, region: topic.region, id: "\(topic.name)/\(scope)/\(id)")
    }
}
