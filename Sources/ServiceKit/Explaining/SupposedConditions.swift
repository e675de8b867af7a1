import PolicyEngine

/// The condition keys of a call that nobody has made: what is given, and what is known of principal and resource.
///
/// Where from and how a call comes is not known, so those keys are absent unless they are given.
struct SupposedConditions: ConditionContext {
    let given: RequestContext
    let known: any ConditionContext

    private static let ofTheConnection: Set = ["aws:sourceip", "aws:useragent", "aws:securetransport"]

    func value(forKey key: String) -> ContextValue? {
        if let value = given.value(forKey: key) { return value }
        return Self.ofTheConnection.contains(key) ? nil : known.value(forKey: key)
    }
}
