import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    func encrypt(
        _ input: EncryptRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> EncryptResponse {
        let cipher = try Cipher(
            key.value, input.encryptionAlgorithm, context: input.encryptionContext, for: "Encrypt", in: scope)
        // Sealed even in a dry run: how much fits depends on the algorithm.
        let sealed = try await cipher.seal(SecretBytes(input.plaintext), random: scope.random)
        try requireNoDryRun(input.dryRun)
        return EncryptResponse(
            ciphertextBlob: sealed.bytes, keyId: key.value.arn, encryptionAlgorithm: cipher.algorithm)
    }
}
