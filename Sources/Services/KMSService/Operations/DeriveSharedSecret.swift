import AWSProtocols
import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    /// The secret is returned once: never stored, logged or audited.
    func deriveSharedSecret(
        _ input: DeriveSharedSecretRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> DeriveSharedSecretResponse {
        let record = key.value.record
        try record.requireEnabled(at: scope.now)
        try record.requireUsage(.keyAgreement, for: "DeriveSharedSecret")
        try requireNoRecipient(input.recipient)
        let privateKey = try key.value.materials.privateKey(try record.requireCurrentMaterial())
        let secret = try await sharedSecret(privateKey, withPeer: input.publicKey)
        try requireNoDryRun(input.dryRun)
        return DeriveSharedSecretResponse(
            keyId: record.arn, sharedSecret: secret.copyBytes(), keyAgreementAlgorithm: input.keyAgreementAlgorithm,
            keyOrigin: record.origin)
    }

    private func sharedSecret(_ key: PrivateKey, withPeer peer: [UInt8]) async throws -> SecretBytes {
        do {
            return try await SlowWork.run { try key.sharedSecret(withPeer: peer) }
        } catch KeyEngineError.invalidPublicKey {
            throw AWSError.validation("The public key is not a valid public key of key spec \(key.spec.rawValue).")
        }
    }
}
