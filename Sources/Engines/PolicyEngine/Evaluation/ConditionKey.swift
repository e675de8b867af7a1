/// A condition key that a policy looked at.
public struct ConditionKey: Hashable, Sendable {
    /// Lower-cased.
    public let name: String
    /// Nil where the request has no such key.
    public let value: ContextValue?

    public init(name: String, value: ContextValue?) {
        self.name = name
        self.value = value
    }
}
