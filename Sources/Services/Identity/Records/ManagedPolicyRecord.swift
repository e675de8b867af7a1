import Essentials
import Store

/// A customer-managed policy with its versions, of which there are at most five.
struct ManagedPolicyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.policy"

    struct Version: Codable, Sendable, Hashable {
        /// `v1`, `v2`, …; a number is never used twice.
        var number: Int
        var document: String
        var createdAt: Timestamp

        var id: String { "v\(number)" }
    }

    var account: AccountID
    var name: String
    var path: String
    /// `ANPA…`
    var id: String
    var description: String?
    var createdAt: Timestamp
    var updatedAt: Timestamp
    var tags: [StoredTag] = []
    /// Oldest first.
    var versions: [Version]
    var defaultVersion: Int
    var lastVersion: Int

    var arn: String { "arn:aws:iam::\(account):policy\(path)\(name)" }
    var key: RecordKey { Self.key(account, name) }
    var indexes: [IndexEntry] { [IndexEntry(.path, path)] }

    static func key(_ account: AccountID, _ name: String) -> RecordKey {
        RecordKey(account: account, region: nil, id: name.lowercased())
    }

    /// The document in force.
    var document: String { versions.first { $0.number == defaultVersion }?.document ?? "" }
}
