/// Knows which principals exist, for policies and grants that name one.
public protocol PrincipalDirectory: Sendable {
    /// Whether there is such a principal.
    /// - Parameter principal: an ARN of IAM or STS, an account number, or a unique id such as `AIDA…`; no wildcard.
    func exists(_ principal: String) async throws -> Bool
}

/// Takes every name for a principal's, where none can be looked up.
public struct EveryPrincipal: PrincipalDirectory {
    public init() {}
    public func exists(_ principal: String) async throws -> Bool { true }
}
