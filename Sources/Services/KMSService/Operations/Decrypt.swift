import AWSProtocols
import KMSModel
import ServiceKit

extension KMS {
    func ciphertext(_ input: DecryptRequest, in scope: RequestScope) throws -> Target<CiphertextSource> {
        let call = KeyCall.encrypting(
            .decrypt, context: input.encryptionContext, tokens: input.grantTokens,
            algorithm: input.encryptionAlgorithm)
        try requireGenuine(call.grantTokens)
        let request = CiphertextRequest(
            keyID: input.keyId, bytes: input.ciphertextBlob, dryRun: input.dryRun, modifiers: input.dryRunModifiers)
        let source = try source(request, for: call, in: scope)
        return Target(source, check(source, for: call, in: scope))
    }

    /// The plaintext is returned once: never stored, logged or audited.
    func decrypt(
        _ input: DecryptRequest, from source: Authorized<CiphertextSource>, in scope: RequestScope
    ) async throws -> DecryptResponse {
        let cipher = try Cipher(
            source.value.key, input.encryptionAlgorithm, context: input.encryptionContext, for: "Decrypt",
            in: scope)
        try requireNoRecipient(input.recipient)
        guard let ciphertext = source.value.ciphertext else { throw AWSError.dryRun }
        let opened = try await cipher.open(ciphertext)
        try requireNoDryRun(input.dryRun)
        return DecryptResponse(
            keyId: cipher.key.arn, plaintext: opened.plaintext.copyBytes(), encryptionAlgorithm: cipher.algorithm,
            keyMaterialId: opened.materialID)
    }
}
