import OrganizationsModel
import Store

/// A stored entity whose tags callers change.
protocol TaggedRecord: StoredRecord, OrganizationEntity {
    var tags: [StoredTag] { get set }
    /// The type of a policy; nil of everything else.
    var policyType: PolicyType? { get }
}

extension TaggedRecord {
    var policyType: PolicyType? { nil }
}

extension RootRecord: TaggedRecord {}
extension OrganizationalUnitRecord: TaggedRecord {}
extension AccountRecord: TaggedRecord {}
extension ResourcePolicyRecord: TaggedRecord {}

extension PolicyRecord: TaggedRecord {
    var policyType: PolicyType? { type }
    func arn(in organization: OrganizationRecord) -> String { OrganizationPolicy(self, in: organization).arn }
}

extension ReadTransaction {
    /// The root, unit, account, policy, resource policy or transfer of this id; nil where the organization has none.
    func tagged(_ id: String, in organization: OrganizationRecord) throws -> (any TaggedRecord)? {
        switch id.prefix(while: { $0 != "-" }) {
        case "r": return id == organization.rootID ? try get(RootRecord.self, RootRecord.key(id))?.record : nil
        case "ou": return try organizationalUnit(id, in: organization)
        case "p":
            let policy = try get(PolicyRecord.self, PolicyRecord.key(id))?.record
            return policy?.organizationID == organization.id ? policy : nil
        case "rp":
            let policy = try resourcePolicy(of: organization)
            return policy?.id == id ? policy : nil
        case "rt": return try transfer(id, of: organization)
        default: return try account(id, in: organization)
        }
    }
}
