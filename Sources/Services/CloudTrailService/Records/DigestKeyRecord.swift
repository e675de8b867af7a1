import Essentials
import Store

/// A key pair that signs the digests of one Region for a time. Its public half is kept for good: digests that it signed
/// are still there.
struct DigestKeyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "cloudtrail.digestKey"

    let id: String
    let region: Region
    let validFrom: Timestamp
    let validUntil: Timestamp
    /// DER PKCS#1.
    let publicKey: [UInt8]
    /// 32 hexadecimal digits.
    let fingerprint: String
    /// The private key under the root key's seal, in base 64.
    var sealedPrivateKey: String

    var key: RecordKey { RecordKey(account: nil, region: region, id: id) }
    var indexes: [IndexEntry] { [IndexEntry(.validFrom, validFrom.milliseconds)] }
}

extension IndexField {
    static let validFrom: IndexField = "validFrom"
}
