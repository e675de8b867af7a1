import KMSModel
import ServiceKit

extension KMS {
    /// What keys are for: encrypting, signing, authenticating.
    var cryptographicOperations: [Operation] { encryptionOperations + dataKeyOperations + signatureOperations }

    private var encryptionOperations: [Operation] {
        [
            Operation(
                reply: KMSOperations.encrypt,
                on: { input, scope in
                    let call = KeyCall.encrypting(
                        .encrypt, context: input.encryptionContext, tokens: input.grantTokens,
                        algorithm: input.encryptionAlgorithm)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                }, perform: encrypt),
            Operation(reply: KMSOperations.decrypt, on: ciphertext, perform: decrypt),
            Operation(reply: KMSOperations.reEncrypt, on: reEncryption, perform: reEncrypt),
            Operation(
                reply: KMSOperations.generateRandom, on: { _, scope in noKey(for: .generateRandom, in: scope) },
                perform: generateRandom),
        ]
    }

    private var dataKeyOperations: [Operation] {
        [
            Operation(
                reply: KMSOperations.generateDataKey,
                on: { input, scope in
                    let call = KeyCall.encrypting(
                        .generateDataKey, context: input.encryptionContext, tokens: input.grantTokens)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                }, perform: generateDataKey),
            Operation(
                reply: KMSOperations.generateDataKeyWithoutPlaintext,
                on: { input, scope in
                    let call = KeyCall.encrypting(
                        .generateDataKeyWithoutPlaintext, context: input.encryptionContext, tokens: input.grantTokens)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                }, perform: generateDataKeyWithoutPlaintext),
            Operation(
                reply: KMSOperations.generateDataKeyPair,
                on: { input, scope in
                    let call = KeyCall.generatingPair(
                        .generateDataKeyPair, input.keyPairSpec, context: input.encryptionContext,
                        tokens: input.grantTokens)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                }, perform: generateDataKeyPair),
            Operation(
                reply: KMSOperations.generateDataKeyPairWithoutPlaintext,
                on: { input, scope in
                    let call = KeyCall.generatingPair(
                        .generateDataKeyPairWithoutPlaintext, input.keyPairSpec, context: input.encryptionContext,
                        tokens: input.grantTokens)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                }, perform: generateDataKeyPairWithoutPlaintext),
        ]
    }

    private var signatureOperations: [Operation] {
        [
            Operation(
                reply: KMSOperations.sign, on: { try key($0.keyId, .keysAndAliases, for: .signing($0), in: $1) },
                perform: sign),
            Operation(
                reply: KMSOperations.verify, on: { try key($0.keyId, .keysAndAliases, for: .verifying($0), in: $1) },
                perform: verify),
            Operation(
                reply: KMSOperations.getPublicKey,
                on: { input, scope in
                    let call = KeyCall(.getPublicKey, grantTokens: input.grantTokens)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                }, perform: getPublicKey),
            Operation(
                reply: KMSOperations.generateMac,
                on: { input, scope in
                    let call = KeyCall.authenticating(.generateMac, input.macAlgorithm, tokens: input.grantTokens)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                }, perform: generateMac),
            Operation(
                reply: KMSOperations.verifyMac,
                on: { input, scope in
                    let call = KeyCall.authenticating(.verifyMac, input.macAlgorithm, tokens: input.grantTokens)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                }, perform: verifyMac),
            Operation(
                reply: KMSOperations.deriveSharedSecret,
                on: { try key($0.keyId, .keysAndAliases, for: .agreeing($0), in: $1) }, perform: deriveSharedSecret),
        ]
    }
}
