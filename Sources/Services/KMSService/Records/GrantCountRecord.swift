import AWSProtocols
import Essentials
import Store

/// How many grants a key has. Counting 50,000 of them for each new one would take longer than the rest.
struct GrantCountRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "kms.grantCount"

    let account: AccountID
    let region: Region
    let keyID: String
    var count: Int

    var key: RecordKey { RecordKey(account: account, region: region, id: keyID) }
}

extension WriteTransaction {
    /// Stores a new grant. Throws LimitExceededException when its key has as many as it may.
    func add(_ grant: GrantRecord) throws {
        var kept = try grantCount(of: grant)
        guard kept.count < KMS.maximumGrants else {
            throw AWSError(.limitExceededException, "The key has \(kept.count) grants, which is the limit.")
        }
        try insert(grant)
        kept.count += 1
        try put(kept)
    }

    /// Deletes a grant. Returns false when there is none.
    func remove(_ grant: GrantRecord) throws -> Bool {
        var kept = try grantCount(of: grant)
        guard try delete(GrantRecord.self, grant.key) else { return false }
        kept.count -= 1
        try put(kept)
        return true
    }

    /// Deletes every grant of a key.
    func removeGrants(of key: KeyRecord) throws {
        let place = RecordScope.region(key.account, key.region)
        for grant in try all(GrantRecord.self, in: place, where: .equals(GrantRecord.ofKey, .string(key.id))) {
            try delete(GrantRecord.self, grant.key)
        }
        try delete(
            GrantCountRecord.self, RecordKey(account: key.account, region: key.region, id: key.id))
    }

    private func grantCount(of grant: GrantRecord) throws -> GrantCountRecord {
        let key = RecordKey(account: grant.account, region: grant.region, id: grant.keyID)
        if let kept = try get(GrantCountRecord.self, key)?.record { return kept }
        // A key of a release that did not keep the count.
        let count = try count(
            GrantRecord.self, in: .region(grant.account, grant.region),
            where: .equals(GrantRecord.ofKey, .string(grant.keyID)))
        return GrantCountRecord(account: grant.account, region: grant.region, keyID: grant.keyID, count: count)
    }
}
