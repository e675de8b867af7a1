import Essentials
import KMSModel

/// One key material of a KMS key, under the seal of the root key.
struct MaterialRecord: Codable, Hashable, Sendable {
    /// 64 hexadecimal digits. That of imported material is derived from the material, so that what was deleted can be
    /// imported again, and nothing else in its place.
    let id: String
    let createdAt: Timestamp
    /// Base 64; nil once imported material has been deleted or has expired.
    var sealed: String?
    var state: KeyMaterialState
    /// Which rotation made this material; nil of a key's first.
    var rotation: RotationMark?
    /// Of imported material only.
    var imported: ImportedMaterial?

    init(id: String, createdAt: Timestamp, sealed: String?, state: KeyMaterialState) {
        self.id = id
        self.createdAt = createdAt
        self.sealed = sealed
        self.state = state
    }

    var isPresent: Bool { sealed != nil }
    /// Whether it has been imported to be rotated to.
    var isPending: Bool { state == .pendingRotation || state == .pendingMultiRegionImportAndRotation }
    var expiresAt: Timestamp? { imported?.expiresAt }
}

/// How and when a material became the current one.
struct RotationMark: Codable, Hashable, Sendable {
    var type: RotationType
    var date: Timestamp
}

/// What is known of material that was brought in from outside.
struct ImportedMaterial: Codable, Hashable, Sendable {
    var importedAt: Timestamp
    var description: String?
    /// Nil where the material does not expire.
    var expiresAt: Timestamp?
    /// Of an asymmetric key: DER SubjectPublicKeyInfo in base 64, which outlives the material itself.
    var publicKey: String?
}
