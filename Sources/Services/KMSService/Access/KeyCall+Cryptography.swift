import KMSModel
import PolicyEngine

extension KeyCall {
    /// Encrypting and decrypting, data keys included.
    static func encrypting(
        _ action: KMSAction, context: [String: String]?, tokens: [String]?, algorithm: EncryptionAlgorithmSpec? = nil,
        conditions: @escaping @Sendable (_ key: String) -> ContextValue? = { _ in nil }
    ) -> KeyCall {
        KeyCall(action, encryptionContext: context, grantTokens: tokens) { key in
            guard key == "kms:encryptionalgorithm" else { return conditions(key) }
            return .one((algorithm ?? .symmetricDefault).rawValue)
        }
    }
}
