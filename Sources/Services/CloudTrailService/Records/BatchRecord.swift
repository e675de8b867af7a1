import Essentials
import Store

/// Events of one account in one Region that a trail is to deliver as one file: named by their places in the journals,
/// which hold them. One that is open grows; one that is closed becomes the same file however often it is tried.
struct BatchRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "cloudtrail.batch"

    struct Range: Codable, Hashable, Sendable {
        var first: Int64
        var last: Int64

        func contains(_ sequence: Int64) -> Bool { first <= sequence && sequence <= last }
    }

    /// What a closed batch has of its own.
    struct Closing: Codable, Hashable, Sendable {
        let time: Timestamp
        /// The part of the file's name that tells it from others.
        let unique: String
        /// Where the file was last tried to be put, while it is not known what came of that.
        var attempt: TrailDestination?
        /// Attempts that have failed in a row.
        var failures = 0
        var isFileDelivered = false
        /// How many of the events CloudWatch Logs has; nil once it has them all, or is to have none.
        var logged: Int? = 0
    }

    let trailID: String
    let account: AccountID
    let region: Region
    /// Of the trail's selection by which the events were taken.
    let revision: Int
    /// The start of the logging span that the events are in.
    let span: JournalPlaces
    let openedAt: Timestamp
    var management: Range?
    var data: Range?
    var oldestEvent: Timestamp
    var newestEvent: Timestamp
    var count: Int
    /// What the events weigh.
    var bytes: Int
    var due: Timestamp
    var closing: Closing?

    var key: RecordKey {
        closing.map { Self.key(trailID, account, region, "\(openedAt.milliseconds)-\($0.unique)") }
            ?? Self.openKey(trailID, account, region)
    }

    var indexes: [IndexEntry] {
        [IndexEntry(.trail, trailID), IndexEntry(.due, due.milliseconds)]
            + (data.map { [IndexEntry(.firstDataEvent, $0.first)] } ?? [])
    }

    static func openKey(_ trailID: String, _ account: AccountID, _ region: Region) -> RecordKey {
        key(trailID, account, region, "open")
    }

    private static func key(_ trailID: String, _ account: AccountID, _ region: Region, _ suffix: String) -> RecordKey {
        RecordKey(account: nil, region: nil, id: "\(trailID)/\(account)/\(region)/\(suffix)")
    }

    func range(of stream: TrailStream) -> Range? { stream == .data ? data : management }
}
