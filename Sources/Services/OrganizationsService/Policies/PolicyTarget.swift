import OrganizationsModel
import Store

/// What policies can be attached to.
struct PolicyTarget: Sendable {
    let id: String
    let arn: String
    let name: String
    let type: TargetType
    let tags: [StoredTag]
}

extension PolicyTarget {
    init(_ parent: Parent, in organization: OrganizationRecord) {
        let arn = parent.arn(in: organization)
        switch parent {
        case .root(let root): self.init(id: root.id, arn: arn, name: root.name, type: .root, tags: root.tags)
        case .organizationalUnit(let unit):
            self.init(id: unit.id, arn: arn, name: unit.name, type: .organizationalUnit, tags: unit.tags)
        }
    }

    init(_ account: AccountRecord, in organization: OrganizationRecord) {
        self.init(
            id: account.id.description, arn: account.arn(in: organization), name: account.name, type: .account,
            tags: account.tags)
    }
}

extension ReadTransaction {
    /// The root, unit or member account of this id; nil where the organization has none.
    func policyTarget(_ id: String, in organization: OrganizationRecord) throws -> PolicyTarget? {
        if let parent = try parent(id, in: organization) { return PolicyTarget(parent, in: organization) }
        return try account(id, in: organization).map { PolicyTarget($0, in: organization) }
    }

    /// What hangs on an entity of the organization.
    func attachments(on target: String, in organization: OrganizationRecord) throws -> PolicyTargetRecord {
        try get(PolicyTargetRecord.self, PolicyTargetRecord.key(target))?.record
            ?? PolicyTargetRecord(id: target, organizationID: organization.id)
    }

    /// The types of policies that are in force in an organization.
    func enabledPolicyTypes(in organization: OrganizationRecord) throws -> [PolicyType] {
        try get(RootRecord.self, RootRecord.key(organization.rootID))?.record.enabledPolicyTypes ?? []
    }
}

extension PolicyTargetSummary {
    init(of target: PolicyTarget) {
        self.init(targetId: target.id, arn: target.arn, name: target.name, type: target.type)
    }
}
