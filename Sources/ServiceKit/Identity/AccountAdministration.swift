import Essentials
import Store

/// What Organizations has done inside accounts: in its own transaction, so that an account and what belongs to it are
/// there together or not at all.
public protocol AccountAdministration: Sendable {
    /// Makes the role that a service keeps for itself in an account; one that is there stays as it is.
    /// - Parameter service: the service principal, such as `organizations.amazonaws.com`
    func createServiceLinkedRole(
        for service: String, in account: AccountID, at now: Timestamp, _ transaction: any WriteTransaction) throws
}
