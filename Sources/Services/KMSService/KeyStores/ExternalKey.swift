import Essentials
import KeyEngine

/// A key that an external key manager encrypts with, behind a proxy, after KMS has with its own material.
struct ExternalKey: Sendable {
    /// What the proxy calls the key.
    private let id: String
    private let keyARN: String
    private let material: MaterialRecord
    private let materials: OpenedMaterials

    /// Nil where the key is not one of an external key store.
    init?(_ record: KeyRecord, _ materials: OpenedMaterials) {
        guard let id = record.externalKeyID, let material = record.currentMaterial else { return nil }
        self.id = id
        keyARN = record.arn
        self.material = material
        self.materials = materials
    }

    func seal(
        _ plaintext: SecretBytes, by proxy: ExternalProxy, context: EncryptionContext, for operation: KeyOperation
    ) async throws -> [UInt8] {
        let layers = try materials.symmetric(material).doubleEncryption(context)
        let inner = try layers.sealInner(plaintext, random: operation.scope.random)
        let outer = try await proxy.encrypt(
            inner, under: id, authenticating: layers.authenticatedData, for: operation, on: keyARN)
        return layers.blob(outer)
    }

    /// Throws `KeyEngineError.invalidCiphertext` for a blob of another key, and for all else that is wrong with it what
    /// the proxy says, or `ProxyFailure.wrongPlaintext`.
    func open(
        _ blob: CiphertextBlob, by proxy: ExternalProxy, context: EncryptionContext, for operation: KeyOperation
    ) async throws -> SecretBytes {
        let layers = try materials.symmetric(material).doubleEncryption(context)
        let inner = try await proxy.decrypt(
            try layers.outer(of: blob), under: id, authenticating: layers.authenticatedData, for: operation,
            on: keyARN)
        do {
            return try layers.openInner(inner)
        } catch KeyEngineError.invalidCiphertext {
            throw ProxyError(.wrongPlaintext, "the inner ciphertext is not the one that was sealed")
        }
    }
}
