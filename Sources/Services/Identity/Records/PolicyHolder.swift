import Essentials
import Store

/// A policy that is part of the user, group or role it is written on.
struct InlinePolicy: Codable, Sendable, Hashable {
    var name: String
    var document: String
}

/// A key and value that an operator hung on an entity.
struct StoredTag: Codable, Sendable, Hashable {
    var key: String
    var value: String
}

/// What users, groups and roles have in common: a name and policies.
protocol PolicyHolder: StoredRecord {
    var account: AccountID { get }
    var name: String { get }
    var path: String { get }
    var inlinePolicies: [InlinePolicy] { get set }
    /// ARNs of managed policies, in the order in which they were attached.
    var attachedPolicies: [String] { get set }
    var arn: String { get }
}

extension PolicyHolder {
    /// Names are unique without regard to case (IAM user guide, "IAM and STS quotas"), so keys are in lower case.
    static func key(_ account: AccountID, _ name: String) -> RecordKey {
        RecordKey(account: account, region: nil, id: name.lowercased())
    }

    var key: RecordKey { Self.key(account, name) }
}

extension IndexField {
    /// The ARNs of the managed policies that are attached to an entity.
    static let attachedPolicy: IndexField = "attachedPolicy"
    /// The ARN of an entity's permissions boundary.
    static let boundary: IndexField = "boundary"
    static let path: IndexField = "path"
    /// `AIDA…` of a user, `AROA…` of a role.
    static let uniqueID: IndexField = "uniqueID"
    /// The groups that a user is in, by lower-case name.
    static let group: IndexField = "group"
    /// The user whose access key it is, by lower-case name.
    static let user: IndexField = "user"
}
