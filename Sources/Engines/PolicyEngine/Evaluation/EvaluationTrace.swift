/// What one evaluation asked: condition keys of the request, and types of policies for an allow.
final class EvaluationTrace {
    private var keys: [String: ContextValue?] = [:]
    private var kinds: Set<PolicySource.Kind> = []

    func note(key: String, value: ContextValue?) { keys.updateValue(value, forKey: key) }

    func note(asked kind: PolicySource.Kind) { kinds.insert(kind) }

    func wasAsked(_ kind: PolicySource.Kind) -> Bool { kinds.contains(kind) }

    var conditionKeys: [ConditionKey] {
        keys.sorted { $0.key < $1.key }.map { ConditionKey(name: $0.key, value: $0.value) }
    }
}
