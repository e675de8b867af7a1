import Essentials
import KeyEngine
import ServiceKit
import Store

/// A key that messages are signed with, and its certificate. One serves all accounts, as one of a region's does on AWS.
struct SigningKeyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "sns.signingKey"

    /// 32 hexadecimal digits: what `SigningCertURL` names the certificate by.
    let id: String
    let createdAt: Timestamp
    let expiresAt: Timestamp
    /// PEM.
    let certificate: String
    /// DER PKCS#8 under the root key, in base 64.
    var sealed: String

    var key: RecordKey { Self.key(id) }
    var indexes: [IndexEntry] { [IndexEntry(.expiry, expiresAt.milliseconds)] }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }

    static func purpose(_ id: String) -> [UInt8] { Array("\(kind)/\(id)".utf8) }
}
