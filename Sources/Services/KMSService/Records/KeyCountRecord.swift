import AWSProtocols
import Essentials
import KMSModel
import Store

/// How many keys an account has in a region. Counting 100,000 keys for each new one would take longer than the rest.
struct KeyCountRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "kms.keyCount"

    let account: AccountID
    let region: Region
    var count: Int

    var key: RecordKey { Self.key(account, region) }

    static func key(_ account: AccountID, _ region: Region) -> RecordKey {
        RecordKey(account: account, region: region, id: "keys")
    }

    /// Throws LimitExceededException when these are all the keys that there may be.
    fileprivate func requireRoom() throws(AWSError) {
        guard count < KMS.maximumKeys else {
            throw AWSError(.limitExceededException, "The number of keys exceeds the limit of \(KMS.maximumKeys).")
        }
    }
}

extension WriteTransaction {
    /// Stores a new key. Throws LimitExceededException when the account has as many in the region as it may.
    func add(_ key: KeyRecord) throws {
        var kept = try keyCount(key.account, key.region)
        try kept.requireRoom()
        try insert(key)
        kept.count += 1
        try put(kept)
    }

    /// Deletes a key's own record.
    func remove(_ key: KeyRecord) throws {
        var kept = try keyCount(key.account, key.region)
        guard try delete(KeyRecord.self, key.key) else { return }
        kept.count -= 1
        try put(kept)
    }
}

extension ReadTransaction {
    /// As it is kept, or counted for an account of a release that did not keep it.
    fileprivate func keyCount(_ account: AccountID, _ region: Region) throws -> KeyCountRecord {
        if let kept = try get(KeyCountRecord.self, KeyCountRecord.key(account, region))?.record { return kept }
        let count = try count(KeyRecord.self, in: .region(account, region))
        return KeyCountRecord(account: account, region: region, count: count)
    }
}
