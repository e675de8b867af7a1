import Essentials
import Store

extension ReadTransaction {
    /// The ids from the root down to an entity, both included; nil where there is no such entity.
    /// - Parameter id: `r-…`, `ou-…`, or the number of an account that is a member of an organization
    func path(of id: String) throws -> [String]? {
        if id.hasPrefix("r-") { return try get(RootRecord.self, RootRecord.key(id)).map { _ in [id] } }
        if id.hasPrefix("ou-") {
            return try get(OrganizationalUnitRecord.self, OrganizationalUnitRecord.key(id))?.record.path
        }
        guard let account = AccountID(id),
            let parent = try get(AccountRecord.self, AccountRecord.key(account))?.record.membership?.parentID
        else { return nil }
        return try path(of: parent).map { $0 + [id] }
    }

    /// The organization that an account is a member of.
    func organization(of account: AccountID) throws -> OrganizationRecord? {
        guard let membership = try get(AccountRecord.self, AccountRecord.key(account))?.record.membership else {
            return nil
        }
        return try get(OrganizationRecord.self, OrganizationRecord.key(membership.organizationID))?.record
    }
}

/// The entities of one level of a path are its last; this is the text that AWS shows: `o-…/r-…/ou-…/`.
/// Source: IAM user guide, `aws:PrincipalOrgPaths`.
enum OrganizationPath {
    static func text(_ organizationID: String, _ path: [String]) -> String {
        ([organizationID] + path).joined(separator: "/") + "/"
    }
}
