import Essentials
import KMSModel
import Store

/// Permission to use one key, given to one principal.
struct GrantRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "kms.grant"

    /// The key's account and region.
    let account: AccountID
    let region: Region
    let keyID: String
    /// 64 hexadecimal digits.
    let id: String
    let name: String?
    let grantee: String
    /// The unique id that the grantee had when the grant was made; nil where it is neither a user nor a role.
    let granteeID: String?
    let retiringPrincipal: String?
    let operations: [GrantOperation]
    let constraints: GrantConstraintsRecord?
    let issuingAccount: AccountID
    let createdAt: Timestamp
}

extension GrantRecord {
    static let ofKey: IndexField = "key"
    static let ofGrantee: IndexField = "grantee"
    static let ofRetiringPrincipal: IndexField = "retiringPrincipal"
    static let named: IndexField = "name"
    static let identifier: IndexField = "id"

    var key: RecordKey { Self.key(account, region, keyID: keyID, id: id) }

    /// The key's id comes first, so that a changed grant tells which key it belongs to.
    static func key(_ account: AccountID, _ region: Region, keyID: String, id: String) -> RecordKey {
        RecordKey(account: account, region: region, id: "\(keyID)/\(id)")
    }

    /// The key that a grant's record key belongs to.
    static func keyOwning(_ grant: RecordKey) -> RecordKey {
        RecordKey(account: grant.account, region: grant.region, id: String(grant.id.prefix { $0 != "/" }))
    }

    var indexes: [IndexEntry] {
        var entries = [
            IndexEntry(Self.ofKey, keyID), IndexEntry(Self.identifier, id),
            IndexEntry(Self.ofGrantee, Self.granteeIndex(keyID: keyID, grantee)),
        ]
        if let name { entries.append(IndexEntry(Self.named, Self.nameIndex(keyID: keyID, name))) }
        if let retiringPrincipal {
            let value = Self.retiringIndex(region, retiringPrincipal)
            entries.append(IndexEntry(Self.ofRetiringPrincipal, value))
        }
        return entries
    }

    static func granteeIndex(keyID: String, _ grantee: String) -> String { "\(keyID) \(grantee)" }
    static func nameIndex(keyID: String, _ name: String) -> String { "\(keyID) \(name)" }
    static func retiringIndex(_ region: Region, _ principal: String) -> String { "\(region) \(principal)" }

    var keyARN: String { ARN.kmsKey(account, region, keyID).description }
}

/// The encryption contexts under which a grant holds.
struct GrantConstraintsRecord: Codable, Hashable, Sendable {
    /// The context must be exactly this.
    var equals: [String: String]?
    /// The context must contain this.
    var subset: [String: String]?
}
