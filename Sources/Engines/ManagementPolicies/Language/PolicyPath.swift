/// Where something stands in a policy: the keys from the outermost, as `PathToError` spells them.
///
/// Source: Organizations user guide, "Logging and monitoring", EffectivePolicyValidation:
/// `plans/hourly-backup/rules/hourly_rule`.
struct PolicyPath: Hashable, Sendable {
    private var keys: [String]

    static let root = PolicyPath(keys: [])

    static func / (path: PolicyPath, key: String) -> PolicyPath { PolicyPath(keys: path.keys + [key]) }

    var text: String { keys.joined(separator: "/") }
    var lastKey: String { keys.last ?? "" }
}
