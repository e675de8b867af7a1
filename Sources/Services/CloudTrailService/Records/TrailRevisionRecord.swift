import Essentials
import Store

/// Differs after every change of any trail, so that what is kept of them in memory is known to be fresh.
struct TrailRevisionRecord: StoredRecord {
    static let kind: RecordKind = "cloudtrail.revision"
    static let key = RecordKey(account: nil, region: nil, id: "trails")

    /// Drawn anew each time: a store that was reset has none that it had before.
    let stamp: String

    var key: RecordKey { Self.key }
}

extension WriteTransaction {
    /// Called by whatever changes, makes or deletes a trail.
    func noteTrailChange() throws { try put(TrailRevisionRecord(stamp: SystemRandom().uuid())) }

    /// Stores a changed trail.
    func save(_ trail: TrailRecord) throws {
        try put(trail)
        try noteTrailChange()
    }
}
