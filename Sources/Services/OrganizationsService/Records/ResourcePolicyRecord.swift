import PolicyEngine
import ServiceKit
import Store

/// Whom the management account has let in: one policy an organization.
struct ResourcePolicyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.resourcePolicy"

    let organizationID: String
    /// `rp-…`
    let id: String
    var content: String
    /// Whom `content` names.
    var principals: PolicyPrincipals?
    var tags: [StoredTag] = []

    var key: RecordKey { Self.key(organizationID) }
    var indexes: [IndexEntry] { [IndexEntry(.name, id)] }

    static func key(_ organizationID: String) -> RecordKey {
        RecordKey(account: nil, region: nil, id: organizationID)
    }

    /// The policy as it is evaluated.
    func attached(to organization: OrganizationRecord) throws -> AttachedPolicy {
        AttachedPolicy(
            try Policy(parsing: principals?.bind(content) ?? content, as: .resource),
            from: PolicySource(
                kind: .resource, name: arn(in: organization), attachedTo: organization.arn))
    }
}

extension ResourcePolicyRecord: OrganizationEntity {
    func arn(in organization: OrganizationRecord) -> String {
        organization.arn("resourcepolicy", organization.id, id)
    }
}

extension ReadTransaction {
    func resourcePolicy(of organization: OrganizationRecord) throws -> ResourcePolicyRecord? {
        try get(ResourcePolicyRecord.self, ResourcePolicyRecord.key(organization.id))?.record
    }
}
