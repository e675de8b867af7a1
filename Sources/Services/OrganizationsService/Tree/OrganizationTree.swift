import Essentials
import OrganizationsModel
import ServiceKit
import Store

/// The trees of all organizations, for other services.
public struct OrganizationTree: OrganizationDirectory {
    private let store: any Store

    public init(store: any Store) { self.store = store }

    public func controlsAccounts(_ account: AccountID) throws -> Bool {
        try store.readNow { transaction in
            guard let organization = try transaction.organization(of: account),
                organization.managementAccount == account,
                let root = try transaction.get(RootRecord.self, RootRecord.key(organization.rootID))?.record
            else { return false }
            return root.enabledPolicyTypes.contains(.serviceControlPolicy)
        }
    }

    public func membership(of account: AccountID) throws -> OrganizationMembership? {
        try store.readNow { transaction in
            guard let record = try transaction.get(AccountRecord.self, AccountRecord.key(account))?.record,
                let organization = try transaction.organization(of: account)
            else { return nil }
            return OrganizationMembership(
                organizationID: organization.id, managementAccount: organization.managementAccount,
                hasAllFeatures: organization.featureSet == .all,
                delegatedServices: Set(record.delegations.map(\.servicePrincipal)))
        }
    }

    public func trusts(_ service: String, in organizationID: String) throws -> Bool {
        try store.readNow { transaction in
            try transaction.get(ServiceAccessRecord.self, ServiceAccessRecord.key(organizationID, service)) != nil
        }
    }

    public func part(at path: String) throws -> OrganizationPart? {
        let ids = path.split(separator: "/").map(String.init)
        return try store.readNow { transaction in
            guard let id = ids.first, ids.count > 1, let last = ids.last,
                let organization = try transaction.get(OrganizationRecord.self, OrganizationRecord.key(id))?.record,
                try transaction.path(of: last) == Array(ids.dropFirst()), ids[1] == organization.rootID
            else { return nil }
            return OrganizationPart(
                managementAccount: organization.managementAccount,
                accounts: try transaction.accounts(below: Array(ids.dropFirst()), in: organization),
                depth: ids.count - 1)
        }
    }
}

extension ReadTransaction {
    /// The accounts at and below a place.
    fileprivate func accounts(
        below place: [String], in organization: OrganizationRecord
    ) throws -> [OrganizationPart.Account] {
        var paths: [String: [String]] = [:]
        var found: [OrganizationPart.Account] = []
        var position: RecordPosition?
        repeat {
            let page = try query(
                AccountRecord.self, in: .everywhere, where: .equals(.organization, .string(organization.id)),
                limit: 500, after: position)
            for account in page.records.map(\.record) {
                guard let parent = account.membership?.parentID else { continue }
                let above = try paths[parent] ?? path(of: parent) ?? []
                paths[parent] = above
                let path = above + [account.id.description]
                guard path.starts(with: place) else { continue }
                let text = ([organization.id] + path).joined(separator: "/")
                found.append(OrganizationPart.Account(id: account.id, path: text))
            }
            position = page.next
        } while position != nil
        return found
    }
}
