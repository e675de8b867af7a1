/// Knows which principals exist, for policies and grants that name one.
public protocol PrincipalDirectory: Sendable {
    /// Whether there is such a principal.
    /// - Parameter principal: an ARN of IAM or STS, an account number, or a unique id such as `AIDA…`; no wildcard.
    func exists(_ principal: String) async throws -> Bool

    /// The unique id of a user or role; nil of any other principal and of what does not exist.
    func uniqueID(of arn: String) async throws -> String?

    /// The ARN that the user or role of this unique id has today; nil where there is none any more.
    func name(of uniqueID: String) async throws -> String?
}

/// Takes every name for a principal's, where none can be looked up.
public struct EveryPrincipal: PrincipalDirectory {
    public init() {}
    public func exists(_ principal: String) async throws -> Bool { true }
    public func uniqueID(of arn: String) async throws -> String? { nil }
    public func name(of uniqueID: String) async throws -> String? { nil }
}
