/// The condition keys of one request, looked up only as policies ask for them.
public protocol ConditionContext: Sendable {
    /// The value of `key`, which is lower-cased (`String.lowercased()`), such as `aws:principaltag/team`;
    /// nil where the request has no such key.
    func value(forKey key: String) -> ContextValue?
}
