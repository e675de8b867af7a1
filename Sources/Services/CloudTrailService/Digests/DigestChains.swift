import Essentials
import Store
import TrailFormat

extension WriteTransaction {
    /// Begins the digests of a place, unless they have begun.
    func beginDigests(
        of trail: TrailRecord, _ account: AccountID, _ region: Region, at now: Timestamp, _ schedule: TrailSchedule
    ) throws {
        let key = DigestChainRecord.key(trail.id, account, region)
        guard try get(DigestChainRecord.self, key) == nil else { return }
        // Digests tell time in whole seconds.
        let start = Timestamp(seconds: now.seconds)
        try put(
            DigestChainRecord(
                trailID: trail.id, account: account, region: region, start: start, due: start + schedule.digest))
    }

    /// Has a trail's digests ended as soon as its last log files are delivered.
    func hastenDigests(of trail: TrailRecord, at now: Timestamp, _ schedule: TrailSchedule) throws {
        let isOfTrail = Predicate.equals(.trail, .string(trail.id))
        for var chain in try all(DigestChainRecord.self, in: .account(nil), where: isOfTrail) {
            chain.due = min(chain.due, now + schedule.delivery)
            try put(chain)
        }
    }

    /// Enters a delivered log file for the next digest of its place.
    func addToDigest(
        _ file: Digest.LogFile, of trail: TrailRecord, _ account: AccountID, _ region: Region, at now: Timestamp,
        _ schedule: TrailSchedule
    ) throws {
        try beginDigests(of: trail, account, region, at: now, schedule)
        let key = DigestChainRecord.key(trail.id, account, region)
        guard var chain = try get(DigestChainRecord.self, key)?.record else { return }
        chain.lastFile += 1
        try put(chain)
        try put(
            DeliveredFileRecord(
                trailID: trail.id, account: account, region: region, number: chain.lastFile, file: file))
    }
}
