import Essentials
import KMSModel
import Store

/// The last successful cryptographic operation of a key.
struct KeyUsageRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "kms.keyUsage"

    let account: AccountID
    let region: Region
    let keyID: String
    let operation: KeyLastUsageTrackingOperation
    let time: Timestamp
    /// Of the record that the key's owner has of the call.
    let eventID: String
    let requestID: String

    /// The same as the key's own.
    var key: RecordKey { KeyRecord.key(account, region, keyID) }
}
