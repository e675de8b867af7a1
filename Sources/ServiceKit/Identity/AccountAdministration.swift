import Essentials
import Store

/// What Organizations has done inside accounts: in its own transaction, so that an account and what belongs to it are
/// there together or not at all.
public protocol AccountAdministration: Sendable {
    /// Makes a service-linked role that no caller asked for, in a new account; one that is there stays as it is.
    /// - Parameter service: the service principal, such as `organizations.amazonaws.com`
    func createServiceLinkedRole(
        for service: String, in account: AccountID, at now: Timestamp, _ transaction: any WriteTransaction) throws

    /// Makes the role through which another account administers a new one.
    func createAccessRole(
        named name: String, in account: AccountID, trusting administrator: AccountID, at now: Timestamp,
        _ transaction: any WriteTransaction) throws

    /// Shuts an account: from the commit on, none of its credentials opens anything and nobody enters by its roles.
    func suspend(_ account: AccountID, at now: Timestamp, _ transaction: any WriteTransaction) throws
}
