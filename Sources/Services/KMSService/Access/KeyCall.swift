import KMSModel
import PolicyEngine

/// What a call wants of a key, as policies and grants see it.
struct KeyCall: Sendable {
    let action: KMSAction
    var encryptionContext: [String: String]
    var grantTokens: [String]
    /// The condition keys that only this operation has, by lower-cased name.
    var conditions: @Sendable (_ key: String) -> ContextValue?
    /// What a grant must pass beside its operations and encryption context; CreateGrant alone asks more of one.
    var grantCondition: @Sendable (GrantRecord) -> Bool = { _ in true }

    init(
        _ action: KMSAction, encryptionContext: [String: String]? = nil, grantTokens: [String]? = nil,
        conditions: @escaping @Sendable (_ key: String) -> ContextValue? = { _ in nil }
    ) {
        self.action = action
        self.encryptionContext = encryptionContext ?? [:]
        self.grantTokens = grantTokens ?? []
        self.conditions = conditions
    }
}
