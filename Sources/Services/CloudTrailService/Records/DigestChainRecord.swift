import Essentials
import Store
import TrailFormat

/// The digests of one trail for one account in one Region: what was last delivered, and what is next.
struct DigestChainRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "cloudtrail.digestChain"

    /// A digest that has been decided on.
    struct Closing: Codable, Hashable, Sendable {
        let end: Timestamp
        /// The last log file that is in it.
        let lastFile: Int64
        /// Whether it is the chain's last.
        let isFinal: Bool
        /// Where it was last tried to be put, while it is not known what came of that.
        var attempt: TrailDestination?
    }

    let trailID: String
    let account: AccountID
    let region: Region
    /// Where the span of the next digest begins.
    var start: Timestamp
    var due: Timestamp
    var previous: Digest.Link?
    /// The number of the last log file that was delivered, and of the last one that is in a digest.
    var lastFile: Int64 = 0
    var lastDigestedFile: Int64 = 0
    var closing: Closing?
    var failures = 0

    var key: RecordKey { Self.key(trailID, account, region) }
    var indexes: [IndexEntry] { [IndexEntry(.trail, trailID), IndexEntry(.due, due.milliseconds)] }

    static func key(_ trailID: String, _ account: AccountID, _ region: Region) -> RecordKey {
        RecordKey(account: nil, region: nil, id: "\(trailID)/\(account)/\(region)")
    }
}

/// A log file that is to be in the next digest.
struct DeliveredFileRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "cloudtrail.deliveredFile"

    let trailID: String
    let account: AccountID
    let region: Region
    /// Its number in its chain.
    let number: Int64
    let file: Digest.LogFile

    var key: RecordKey { Self.key(trailID, account, region, number) }
    var indexes: [IndexEntry] { [IndexEntry(.trail, trailID)] }

    static func key(_ trailID: String, _ account: AccountID, _ region: Region, _ number: Int64) -> RecordKey {
        RecordKey(account: nil, region: nil, id: "\(trailID)/\(account)/\(region)/\(number)")
    }
}
