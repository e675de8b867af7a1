/// Looks condition keys up in a request, and notes which ones where an explanation is wanted.
struct ContextLookup {
    let context: any ConditionContext
    let trace: EvaluationTrace?

    /// The value of a lower-cased key; a multivalued key without values is absent.
    func value(forKey key: String) -> ContextValue? {
        let found = context.value(forKey: key)
        let value = found?.isNull == false ? found : nil
        trace?.note(key: key, value: value)
        return value
    }

    /// The text that a policy variable stands for: multivalued keys cannot be variables, and empty is no value.
    func value(ofVariable key: String) -> String? {
        guard case .one(let value) = value(forKey: key), !value.isEmpty else { return nil }
        return value
    }
}
