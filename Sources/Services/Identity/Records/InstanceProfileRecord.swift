import Essentials
import Store

/// What hands a role to the software on an instance.
struct InstanceProfileRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.instanceProfile"

    var account: AccountID
    var name: String
    var path: String
    /// `AIPA…`
    var id: String
    var createdAt: Timestamp
    var tags: [StoredTag] = []
    /// The name of the one role that a profile can have.
    var roleName: String?

    var arn: String { Self.arn(account, "\(path)\(name)") }
    var key: RecordKey { Self.key(account, name) }

    var indexes: [IndexEntry] {
        [IndexEntry(.path, path)] + (roleName.map { [IndexEntry(.role, $0.lowercased())] } ?? [])
    }

    /// - Parameter name: after its path, which begins with a slash
    static func arn(_ account: AccountID, _ name: String) -> String {
        "arn:aws:iam::\(account):instance-profile\(name)"
    }

    static func key(_ account: AccountID, _ name: String) -> RecordKey {
        RecordKey(account: account, region: nil, id: name.lowercased())
    }
}

extension IndexField {
    /// The role of an instance profile, by lower-case name.
    static let role: IndexField = "role"
}
