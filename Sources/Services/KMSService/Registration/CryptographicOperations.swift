import KMSModel
import ServiceKit

extension KMS {
    /// What keys are for: encrypting, signing, authenticating.
    var cryptographicOperations: [Operation] { encryptionOperations }

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
                reply: KMSOperations.generateRandom, on: { _, scope in noKey(for: .generateRandom, in: scope) },
                perform: generateRandom),
        ]
    }
}
