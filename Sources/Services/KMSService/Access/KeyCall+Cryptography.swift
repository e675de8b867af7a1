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

extension KeyCall {
    static func signing(_ input: SignRequest) -> KeyCall {
        signing(.sign, input.grantTokens, input.signingAlgorithm, input.messageType)
    }

    static func verifying(_ input: VerifyRequest) -> KeyCall {
        signing(.verify, input.grantTokens, input.signingAlgorithm, input.messageType)
    }

    private static func signing(
        _ action: KMSAction, _ tokens: [String]?, _ algorithm: SigningAlgorithmSpec, _ type: MessageType?
    ) -> KeyCall {
        KeyCall(action, grantTokens: tokens) { key in
            switch key {
            case "kms:signingalgorithm": .one(algorithm.rawValue)
            case "kms:messagetype": .one((type ?? .raw).rawValue)
            default: nil
            }
        }
    }

    static func authenticating(_ action: KMSAction, _ algorithm: MacAlgorithmSpec, tokens: [String]?) -> KeyCall {
        KeyCall(action, grantTokens: tokens) { $0 == "kms:macalgorithm" ? .one(algorithm.rawValue) : nil }
    }

    static func agreeing(_ input: DeriveSharedSecretRequest) -> KeyCall {
        let algorithm = input.keyAgreementAlgorithm.rawValue
        return KeyCall(.deriveSharedSecret, grantTokens: input.grantTokens) {
            $0 == "kms:keyagreementalgorithm" ? .one(algorithm) : nil
        }
    }

    static func generatingPair(
        _ action: KMSAction, _ spec: DataKeyPairSpec, context: [String: String]?, tokens: [String]?
    ) -> KeyCall {
        .encrypting(action, context: context, tokens: tokens) {
            $0 == "kms:datakeypairspec" ? .one(spec.rawValue) : nil
        }
    }
}
