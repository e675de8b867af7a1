import KeyEngine

/// The directory of a server that no hardware security module has been configured for.
public struct NoTokens: TokenDirectory {
    public init() {}
    public func cluster(_ id: String) -> (any TokenCluster)? { nil }
}
