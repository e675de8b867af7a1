import AWSProtocols
import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    /// Returns a new data key in plaintext and sealed under a KMS key.
    /// The plaintext is returned once: never stored, logged or audited.
    func generateDataKey(
        _ input: GenerateDataKeyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> GenerateDataKeyResponse {
        let cipher = try Cipher(
            key.value, context: input.encryptionContext, for: "GenerateDataKey", in: scope)
        let length = try DataKeyLength(input.keySpec, numberOfBytes: input.numberOfBytes)
        try requireNoRecipient(input.recipient)
        try requireNoDryRun(input.dryRun)
        let dataKey = scope.random.bytes(length.count)
        let sealed = try await cipher.seal(SecretBytes(dataKey), random: scope.random)
        return GenerateDataKeyResponse(
            ciphertextBlob: sealed.bytes, plaintext: dataKey, keyId: key.value.arn, keyMaterialId: sealed.materialID)
    }

    func generateDataKeyWithoutPlaintext(
        _ input: GenerateDataKeyWithoutPlaintextRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> GenerateDataKeyWithoutPlaintextResponse {
        let cipher = try Cipher(
            key.value, context: input.encryptionContext, for: "GenerateDataKeyWithoutPlaintext", in: scope)
        let length = try DataKeyLength(input.keySpec, numberOfBytes: input.numberOfBytes)
        try requireNoDryRun(input.dryRun)
        var dataKey = scope.random.bytes(length.count)
        let sealed = try await cipher.seal(SecretBytes(taking: &dataKey), random: scope.random)
        return GenerateDataKeyWithoutPlaintextResponse(
            ciphertextBlob: sealed.bytes, keyId: key.value.arn, keyMaterialId: sealed.materialID)
    }
}

/// How long a data key is to be: by the name of an AES key, or in bytes.
struct DataKeyLength {
    let count: Int

    /// Throws ValidationException unless exactly one of the two is given.
    init(_ spec: DataKeySpec?, numberOfBytes: Int?) throws(AWSError) {
        switch (spec, numberOfBytes) {
        case (.aes128, nil): count = 16
        case (.aes256, nil): count = 32
        case (nil, let bytes?): count = bytes
        default: throw .validation("Please specify either number of bytes or key spec.")
        }
    }
}
