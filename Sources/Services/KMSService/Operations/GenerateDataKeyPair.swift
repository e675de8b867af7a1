import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    /// The private key is returned in plaintext once: never stored, logged or audited.
    func generateDataKeyPair(
        _ input: GenerateDataKeyPairRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> GenerateDataKeyPairResponse {
        try key.value.requireOwnMaterial()
        let cipher = try Cipher(
            key.value, context: input.encryptionContext, for: "GenerateDataKeyPair", in: scope)
        let spec = try pairSpec(input.keyPairSpec)
        try requireNoRecipient(input.recipient)
        try requireNoDryRun(input.dryRun)
        let pair = try await DataKeyPair(spec, sealedBy: cipher, random: scope.random)
        return GenerateDataKeyPairResponse(
            privateKeyCiphertextBlob: pair.sealed.bytes, privateKeyPlaintext: pair.privateKey.copyBytes(),
            publicKey: pair.publicKey, keyId: key.value.arn, keyPairSpec: input.keyPairSpec,
            keyMaterialId: pair.sealed.materialID)
    }

    func generateDataKeyPairWithoutPlaintext(
        _ input: GenerateDataKeyPairWithoutPlaintextRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> GenerateDataKeyPairWithoutPlaintextResponse {
        try key.value.requireOwnMaterial()
        let cipher = try Cipher(
            key.value, context: input.encryptionContext, for: "GenerateDataKeyPairWithoutPlaintext", in: scope)
        let spec = try pairSpec(input.keyPairSpec)
        try requireNoDryRun(input.dryRun)
        let pair = try await DataKeyPair(spec, sealedBy: cipher, random: scope.random)
        return GenerateDataKeyPairWithoutPlaintextResponse(
            privateKeyCiphertextBlob: pair.sealed.bytes, publicKey: pair.publicKey, keyId: key.value.arn,
            keyPairSpec: input.keyPairSpec, keyMaterialId: pair.sealed.materialID)
    }

    private func pairSpec(_ spec: DataKeyPairSpec) throws(AWSError) -> KeyEngine.KeySpec {
        guard let known = KeyEngine.KeySpec(rawValue: spec.rawValue), known.isSupported, known.isDataKeyPairSpec else {
            throw AWSError(
                .unsupportedOperationException, "KeyPairSpec \(spec.rawValue) is not supported in this Region.")
        }
        return known
    }
}

extension LoadedKey {
    /// No key of a custom key store encrypts key pairs. Source: AWS KMS API reference, GenerateDataKeyPair.
    fileprivate func requireOwnMaterial() throws(AWSError) {
        guard held == nil else { throw record.unsupportedOrigin() }
    }
}

/// A new key pair, for use outside.
private struct DataKeyPair {
    /// DER PKCS#8.
    let privateKey: SecretBytes
    /// DER SubjectPublicKeyInfo.
    let publicKey: [UInt8]
    let sealed: Cipher.Sealed

    init(_ spec: KeyEngine.KeySpec, sealedBy cipher: Cipher, random: any RandomSource) async throws {
        (privateKey, publicKey) = try await SlowWork.run {
            let material = try KeyMaterial.generate(spec, random: random)
            return (material.secret, try material.publicKey())
        }
        sealed = try await cipher.seal(privateKey, random: random)
    }
}
