import Essentials
import Store

/// What can hold accounts and organizational units.
enum Parent: OrganizationEntity {
    case root(RootRecord)
    case organizationalUnit(OrganizationalUnitRecord)

    var id: String {
        switch self {
        case .root(let root): root.id
        case .organizationalUnit(let unit): unit.id
        }
    }

    /// The ids from the root to this, both included.
    var path: [String] {
        switch self {
        case .root(let root): [root.id]
        case .organizationalUnit(let unit): unit.path
        }
    }

    var tags: [StoredTag] {
        switch self {
        case .root(let root): root.tags
        case .organizationalUnit(let unit): unit.tags
        }
    }

    func arn(in organization: OrganizationRecord) -> String {
        switch self {
        case .root(let root): root.arn(in: organization)
        case .organizationalUnit(let unit): unit.arn(in: organization)
        }
    }
}

extension ReadTransaction {
    /// The root or unit of this id; nil where the organization has none.
    func parent(_ id: String, in organization: OrganizationRecord) throws -> Parent? {
        if id == organization.rootID {
            return try get(RootRecord.self, RootRecord.key(id)).map { .root($0.record) }
        }
        return try organizationalUnit(id, in: organization).map(Parent.organizationalUnit)
    }

    func organizationalUnit(
        _ id: String, in organization: OrganizationRecord
    ) throws -> OrganizationalUnitRecord? {
        let unit = try get(OrganizationalUnitRecord.self, OrganizationalUnitRecord.key(id))?.record
        return unit?.organizationID == organization.id ? unit : nil
    }

    /// A member account of the organization.
    func account(_ id: String, in organization: OrganizationRecord) throws -> AccountRecord? {
        guard let id = AccountID(id), let account = try get(AccountRecord.self, AccountRecord.key(id))?.record,
            account.membership?.organizationID == organization.id
        else { return nil }
        return account
    }
}
