import Essentials
import Store

/// What a trail's deliveries of one account in one Region have come to.
///
/// Source: CloudTrail API reference, GetTrailStatus.
struct TrailStatusRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "cloudtrail.status"

    /// The last attempt of one sort.
    struct Outcome: Codable, Hashable, Sendable {
        var attemptedAt: Timestamp?
        var succeededAt: Timestamp?
        /// An error code; nil where the last attempt succeeded.
        var error: String?

        mutating func note(_ failure: String?, at now: Timestamp) {
            attemptedAt = now
            if failure == nil { succeededAt = now }
            error = failure
        }
    }

    let trailID: String
    let account: AccountID
    let region: Region
    var files = Outcome()
    var notifications = Outcome()
    var logs = Outcome()
    var digests = Outcome()

    var key: RecordKey { Self.key(trailID, account, region) }
    var indexes: [IndexEntry] { [IndexEntry(.trail, trailID)] }

    static func key(_ trailID: String, _ account: AccountID, _ region: Region) -> RecordKey {
        RecordKey(account: nil, region: nil, id: "\(trailID)/\(account)/\(region)")
    }
}

extension WriteTransaction {
    /// Notes what an attempt came to.
    func note(
        _ outcome: WritableKeyPath<TrailStatusRecord, TrailStatusRecord.Outcome>, _ failure: String?,
        of trailID: String,
        _ account: AccountID, _ region: Region, at now: Timestamp
    ) throws {
        let key = TrailStatusRecord.key(trailID, account, region)
        var status =
            try get(TrailStatusRecord.self, key)?.record
            ?? TrailStatusRecord(trailID: trailID, account: account, region: region)
        status[keyPath: outcome].note(failure, at: now)
        try put(status)
    }
}
