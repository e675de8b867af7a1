import Essentials
import Store

/// Knows the roles through which services act in an account, and makes the one that a service needs.
///
/// Source: IAM user guide, "Create a service-linked role".
public protocol ServiceLinkedRoles: Sendable {
    /// What is to be asked before a call that makes the role; nil where the account has it.
    /// - Parameter service: the principal of the service, such as `organizations.amazonaws.com`
    func check(for service: String, in account: AccountID) throws -> AccessCheck?

    /// Makes the role, unless the account has it, in the transaction of the change that needs it, and records that the
    /// service did so for the caller of `scope`.
    func ensure(
        for service: String, in account: AccountID, for scope: RequestScope, _ transaction: any WriteTransaction
    ) throws
}

/// For services that run without IAM: nothing is asked and nothing made.
public struct NoServiceLinkedRoles: ServiceLinkedRoles {
    public init() {}
    public func check(for service: String, in account: AccountID) throws -> AccessCheck? { nil }
    public func ensure(
        for service: String, in account: AccountID, for scope: RequestScope, _ transaction: any WriteTransaction
    ) throws {}
}
