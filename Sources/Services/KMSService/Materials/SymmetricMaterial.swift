import Essentials
import KeyEngine

/// A symmetric material ready for use, and the header that every ciphertext under it begins with.
final class SymmetricMaterial: Sendable {
    /// The id as answers and records write it.
    let id: String
    private let key: SymmetricKey
    private let header: CiphertextHeader

    /// Throws `invalidKeyName` unless `id` is 64 hexadecimal digits, as every stored id is.
    init(_ material: KeyMaterial, id: String, of record: KeyRecord) throws(KeyEngineError) {
        guard let materialID = KeyMaterialID(id) else { throw .invalidKeyName }
        self.id = id
        key = try SymmetricKey(material)
        header = try CiphertextHeader(
            keyARN: .kmsKey(record.account, record.region, record.id), materialID: materialID,
            form: record.externalKeyID == nil ? .material : .external)
    }

    /// The same id as ciphertexts carry it.
    var materialID: KeyMaterialID { header.materialID }

    /// What a key of an external key store does with this material, and leaves to the external key.
    func doubleEncryption(_ context: EncryptionContext) -> DoubleEncryption {
        DoubleEncryption(key, header: header, context: context)
    }

    func seal(
        _ plaintext: SecretBytes, context: EncryptionContext, random: any RandomSource
    ) throws(KeyEngineError) -> [UInt8] {
        try key.seal(plaintext, header: header, context: context, random: random).bytes
    }

    /// Throws `invalidCiphertext` for whatever is not exactly what `seal` made.
    func open(_ blob: CiphertextBlob, context: EncryptionContext) throws(KeyEngineError) -> SecretBytes {
        guard blob.header == header else { throw .invalidCiphertext }
        return try key.open(blob, context: context)
    }
}
