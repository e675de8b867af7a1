import Essentials
import KeyEngine

/// Makes, seals and opens key material. Nothing leaves it in the clear but into memory that is wiped after use.
struct MaterialVault: Sendable {
    let rootKey: RootKey

    /// Draws new material for a key. RSA keys take a tenth of a second and more: not inside a transaction.
    func generate(for key: KeyRecord, at now: Timestamp, random: any RandomSource) throws -> MaterialRecord {
        let material = try KeyMaterial.generate(key.spec, random: random)
        return try seal(material, as: Hex.encode(random.bytes(32)), of: key, at: now, random: random)
    }

    /// The material under the root key's seal, bound to this key and material id.
    func seal(
        _ material: KeyMaterial, as id: String, of key: KeyRecord, at now: Timestamp, random: any RandomSource
    ) throws -> MaterialRecord {
        let sealed = try rootKey.seal(material.secret, purpose: Self.purpose(id, key), random: random)
        return MaterialRecord(id: id, createdAt: now, sealed: Base64.encode(sealed), state: .current)
    }

    /// Throws `invalidSealedData` when there is no material, or it was altered or moved here from another key.
    func open(_ material: MaterialRecord, of key: KeyRecord) throws -> KeyMaterial {
        try KeyMaterial(spec: key.spec, stored: try secret(of: material, key))
    }

    /// A material of one key under a seal for another, a replica of it.
    func transfer(
        _ material: MaterialRecord, from primary: KeyRecord, to replica: KeyRecord, random: any RandomSource
    ) throws -> MaterialRecord {
        let secret = try secret(of: material, primary)
        let sealed = try rootKey.seal(secret, purpose: Self.purpose(material.id, replica), random: random)
        var transferred = material
        transferred.sealed = Base64.encode(sealed)
        return transferred
    }

    private func secret(of material: MaterialRecord, _ key: KeyRecord) throws -> SecretBytes {
        guard let sealed = material.sealed.flatMap({ Base64.decode($0) }) else {
            throw KeyEngineError.invalidSealedData
        }
        return try rootKey.open(sealed, purpose: Self.purpose(material.id, key))
    }

    static func purpose(_ materialID: String, _ key: KeyRecord) -> [UInt8] {
        Array("\(KeyRecord.kind)/\(key.key)/\(materialID)".utf8)
    }
}
