import Essentials
import Store

/// A name for a key, unique in its account and region.
struct AliasRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "kms.alias"

    let account: AccountID
    let region: Region
    /// With its prefix: `alias/…`.
    let name: String
    var targetKeyID: String
    let createdAt: Timestamp
    var updatedAt: Timestamp
}

extension AliasRecord {
    static let target: IndexField = "targetKeyID"

    // The name is the id, so that the store itself keeps it unique.
    var key: RecordKey { Self.key(account, region, name) }

    static func key(_ account: AccountID, _ region: Region, _ name: String) -> RecordKey {
        RecordKey(account: account, region: region, id: name)
    }

    var indexes: [IndexEntry] { [IndexEntry(Self.target, targetKeyID)] }

    var arn: String { ARN.kmsAlias(account, region, name).description }
}
