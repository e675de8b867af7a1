import Essentials
import KeyEngine
import PolicyEngine

/// A key as calls use it: its record, its compiled policy, its grants and its material, opened as needed.
final class LoadedKey: Sendable {
    let record: KeyRecord
    let arn: String
    let policy: AttachedPolicy
    let materials: OpenedMaterials
    let grants: KeyGrants
    /// Where the material is in a custom key store.
    let held: HeldKey?

    init(_ record: KeyRecord, policy: AttachedPolicy, materials: OpenedMaterials, grants: KeyGrants, held: HeldKey?) {
        self.record = record
        arn = record.arn
        self.policy = policy
        self.materials = materials
        self.grants = grants
        self.held = held
    }
}
