import Essentials
import Store

/// A trail, in its home Region. What its deliveries come to is kept elsewhere.
struct TrailRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "cloudtrail.trail"

    /// Differs from that of every other trail, also of one that had the name before.
    let id: String
    /// Of an organization trail, the management account.
    let account: AccountID
    let home: Region
    let name: String
    var destination: TrailDestination
    var isMultiRegion: Bool
    var includesGlobalServices: Bool
    var validatesFiles: Bool
    /// `o-…`, of an organization trail.
    var organizationID: String?
    /// Counts the changes of what is selected.
    var revision = 0
    var hasCustomSelectors = false
    var spans: [LoggingSpan] = []
    var startedAt: Timestamp?
    var stoppedAt: Timestamp?
    var tags: [TrailTag] = []

    var key: RecordKey { Self.key(account, home, name) }
    var indexes: [IndexEntry] {
        [IndexEntry(.trail, id, unique: .everywhere)] + (organizationID.map { [IndexEntry(.organization, $0)] } ?? [])
    }

    static func key(_ account: AccountID, _ home: Region, _ name: String) -> RecordKey {
        RecordKey(account: account, region: home, id: name)
    }

    var arn: String { Self.arn(account, home, name) }

    static func arn(_ account: AccountID, _ home: Region, _ name: String) -> String {
        "arn:aws:cloudtrail:\(home):\(account):trail/\(name)"
    }

    var isLogging: Bool { spans.last.map { $0.end == nil } ?? false }
}

/// A trail that was deleted, until what it logged has been delivered.
struct FormerTrailRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "cloudtrail.formerTrail"

    let trail: TrailRecord
    let deletedAt: Timestamp
    /// When it is next looked at whether there is something left to do.
    var due: Timestamp

    var key: RecordKey { Self.key(trail.id) }
    var indexes: [IndexEntry] { [IndexEntry(.due, due.milliseconds)] }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }
}

/// Where a trail's files and events go.
struct TrailDestination: Codable, Hashable, Sendable {
    var bucket: String
    var prefix: String?
    /// The ARN of a KMS key.
    var keyARN: String?
    var topicARN: String?
    var logGroupARN: String?
    var logRoleARN: String?
}

struct TrailTag: Codable, Hashable, Sendable {
    var key: String
    var value: String?
}

/// A stretch of the audit journals that a trail logs: from StartLogging to StopLogging, both included.
struct LoggingSpan: Codable, Hashable, Sendable {
    /// The last entry of each stream before the stretch.
    let start: JournalPlaces
    /// The last entry of the stretch; nil while it goes on.
    var end: JournalPlaces?

    func contains(_ sequence: Int64, of stream: TrailStream) -> Bool {
        sequence > start[stream] && (end.map { sequence <= $0[stream] } ?? true)
    }
}

/// A sequence number in each of the audit journals.
struct JournalPlaces: Codable, Hashable, Sendable {
    var management: Int64
    var data: Int64

    subscript(stream: TrailStream) -> Int64 { stream == .data ? data : management }
}
