import Essentials
import Store

/// That a service may act in an organization.
struct ServiceAccessRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.serviceAccess"

    let organizationID: String
    /// Such as `config.amazonaws.com`.
    let servicePrincipal: String
    let enabledAt: Timestamp

    var key: RecordKey { Self.key(organizationID, servicePrincipal) }
    var indexes: [IndexEntry] { [IndexEntry(.organization, organizationID)] }

    static func key(_ organizationID: String, _ servicePrincipal: String) -> RecordKey {
        RecordKey(account: nil, region: nil, id: "\(organizationID)/\(servicePrincipal)")
    }
}

extension ReadTransaction {
    func hasAccess(_ servicePrincipal: String, to organization: OrganizationRecord) throws -> Bool {
        try get(ServiceAccessRecord.self, ServiceAccessRecord.key(organization.id, servicePrincipal)) != nil
    }
}
