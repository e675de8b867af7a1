import Essentials
import OrganizationsModel
import Store

/// A policy as an organization sees it: its own, or one that AWS manages.
struct OrganizationPolicy: Sendable {
    let id: String
    let type: PolicyType
    let arn: String
    let name: String
    let description: String
    let content: String
    let isAWSManaged: Bool
    let tags: [StoredTag]
    /// Nil for what AWS manages.
    let updatedAt: Timestamp?
}

extension OrganizationPolicy {
    init(_ record: PolicyRecord, in organization: OrganizationRecord) {
        self.init(
            id: record.id, type: record.type,
            arn: organization.arn("policy", organization.id, record.type.rawValue.lowercased(), record.id),
            name: record.name, description: record.description, content: record.content, isAWSManaged: false,
            tags: record.tags, updatedAt: record.updatedAt)
    }

    /// Allows everything. Attached to every entity when service control policies are enabled.
    /// Source: Organizations user guide, "SCP evaluation".
    static let fullAWSAccess = OrganizationPolicy(
        managed: "p-FullAWSAccess", .serviceControlPolicy, name: "FullAWSAccess",
        description: "Allows access to every operation",
        content: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#)

    /// The same of resource control policies; it cannot be detached.
    /// Source: Organizations user guide, "RCP evaluation".
    static let rcpFullAWSAccess = OrganizationPolicy(
        managed: "p-RCPFullAWSAccess", .resourceControlPolicy, name: "RCPFullAWSAccess",
        description: "Allows access to every resource",
        content:
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#)

    static let awsManaged = [fullAWSAccess, rcpFullAWSAccess]

    private init(managed id: String, _ type: PolicyType, name: String, description: String, content: String) {
        self.init(
            id: id, type: type, arn: "arn:aws:organizations::aws:policy/\(type.rawValue.lowercased())/\(id)",
            name: name, description: description, content: content, isAWSManaged: true, tags: [], updatedAt: nil)
    }

    /// Whether it hangs wherever its type is enabled.
    var cannotBeDetached: Bool { id == Self.rcpFullAWSAccess.id }
}

extension ReadTransaction {
    /// The policy of this id; nil where the organization has none.
    func policy(_ id: String, in organization: OrganizationRecord) throws -> OrganizationPolicy? {
        if let managed = OrganizationPolicy.awsManaged.first(where: { $0.id == id }) { return managed }
        let record = try get(PolicyRecord.self, PolicyRecord.key(id))?.record
        guard let record, record.organizationID == organization.id else { return nil }
        return OrganizationPolicy(record, in: organization)
    }
}

extension PolicySummary {
    init(of policy: OrganizationPolicy) {
        self.init(
            id: policy.id, arn: policy.arn, name: policy.name, description: policy.description, type: policy.type,
            awsManaged: policy.isAWSManaged)
    }
}

extension Policy {
    init(of policy: OrganizationPolicy) {
        self.init(policySummary: PolicySummary(of: policy), content: policy.content)
    }
}
