import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

/// A KMS key: what it is, who may use it, and its material under seal.
struct KeyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "kms.key"

    let account: AccountID
    let region: Region
    /// A UUID, or `mrk-` and 32 hexadecimal digits of a multi-Region key.
    let id: String
    let spec: KeyEngine.KeySpec
    let usage: KeyUsage
    let origin: OriginType
    let createdAt: Timestamp

    var description = ""
    /// What EnableKey and DisableKey set. The state that callers see also depends on `deletion` and `materials`.
    var isEnabled = true
    var deletion: ScheduledDeletion?
    /// The key policy as it was put, byte for byte.
    var policy: String
    /// Whom `policy` names; nil of the policy that a key has by itself.
    var policyPrincipals: PolicyPrincipals?
    var tags: [String: String] = [:]
    /// Oldest first. Materials that rotation has replaced stay, to open what was sealed under them.
    var materials: [MaterialRecord] = []
    var rotation: RotationSettings?
    /// Of a multi-Region key only.
    var multiRegion: MultiRegionRecord?
    /// Of a key whose material a custom key store holds.
    var customKeyStoreID: String?
    /// Of a key in an external key store: what the proxy calls its other half.
    var externalKeyID: String?

    init(
        account: AccountID, region: Region, id: String, spec: KeyEngine.KeySpec, usage: KeyUsage, origin: OriginType,
        createdAt: Timestamp, policy: String
    ) {
        self.account = account
        self.region = region
        self.id = id
        self.spec = spec
        self.usage = usage
        self.origin = origin
        self.createdAt = createdAt
        self.policy = policy
    }
}

extension KeyRecord {
    var key: RecordKey { Self.key(account, region, id) }

    static func key(_ account: AccountID, _ region: Region, _ id: String) -> RecordKey {
        RecordKey(account: account, region: region, id: id)
    }

    var arn: String { ARN.kmsKey(account, region, id).description }

    /// The material that new ciphertexts, signatures and MACs are made with; nil before the first import.
    var currentMaterial: MaterialRecord? { materials.last { $0.state == .current } }

    func material(_ id: String) -> MaterialRecord? { materials.first { $0.id == id } }
}

/// What the chores find their work by, in milliseconds since 1970, and DeleteCustomKeyStore what is in its way.
extension KeyRecord {
    static let deletionDue: IndexField = "deletionDue"
    static let rotationDue: IndexField = "rotationDue"
    static let materialExpiry: IndexField = "materialExpiry"
    static let inKeyStore: IndexField = "keyStore"
    static let ofExternalKey: IndexField = "externalKey"

    var indexes: [IndexEntry] {
        var entries: [IndexEntry] = []
        if let date = deletion?.date { entries.append(IndexEntry(Self.deletionDue, date.milliseconds)) }
        // A key that is disabled rotates once it is enabled again; a replica, with its primary.
        if let due = rotation?.nextDate, state == .enabled, !isReplica {
            entries.append(IndexEntry(Self.rotationDue, due.milliseconds))
        }
        if let customKeyStoreID { entries.append(IndexEntry(Self.inKeyStore, customKeyStoreID)) }
        if let externalKey { entries.append(IndexEntry(Self.ofExternalKey, externalKey)) }
        if let expiry = earliestExpiry { entries.append(IndexEntry(Self.materialExpiry, expiry.milliseconds)) }
        return entries
    }
}

extension KeyRecord {
    /// The external key and the store that it is behind: no two keys have both in common.
    var externalKey: String? {
        guard let customKeyStoreID, let externalKeyID else { return nil }
        return "\(customKeyStoreID)/\(externalKeyID)"
    }

    /// When the first of the imported materials expires.
    var earliestExpiry: Timestamp? { materials.compactMap { $0.isPresent ? $0.expiresAt : nil }.min() }
}

/// A deletion that ScheduleKeyDeletion has asked for.
struct ScheduledDeletion: Codable, Hashable, Sendable {
    /// Nil of a primary key while it waits for its replicas to be deleted.
    var date: Timestamp?
    var windowInDays: Int

    mutating func begin(at now: Timestamp) { date = now + .days(Int64(windowInDays)) }
}
