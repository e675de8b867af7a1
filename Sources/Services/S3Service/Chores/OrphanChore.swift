import Essentials
import ServiceKit
import Store

/// Looks once after the start, and once a day, for blobs that no record refers to: what was written when the server was
/// killed before it could be told of.
actor OrphanChore: Chore {
    nonisolated let name = "s3.orphans"

    private static let page = 256
    private static let interval = TimeSpan.days(1)

    private let store: any Store
    private let blobs: any BlobStore
    /// Blobs begun before belong to writers that are no more.
    private let startedAt: Timestamp
    private var due: Timestamp
    /// What had no record a round ago: by now it would have one.
    private var suspects: Set<BlobID> = []

    init(store: any Store, blobs: any BlobStore, startedAt: Timestamp) {
        self.store = store
        self.blobs = blobs
        self.startedAt = startedAt
        due = startedAt
    }

    func nextDue() -> Timestamp? { due }

    func perform(at now: Timestamp) async throws {
        guard try await !SlowWork.run({ [blobs] in blobs.isHeld }) else {
            due = now + .minutes(10)
            return
        }
        // An error has it tried again a day later, not at once: it is not urgent.
        due = now + Self.interval
        var seen: Set<BlobID> = []
        var last: BlobID?
        while case let page = try await page(after: last), let end = page.last {
            for id in try await unreferenced(page) {
                let isOfEarlierRun = BlobName.time(of: id).map { $0 < startedAt } ?? false
                if isOfEarlierRun || suspects.contains(id) {
                    try await SlowWork.run { [blobs] in _ = try blobs.delete(id) }
                } else {
                    seen.insert(id)
                }
            }
            last = end
        }
        suspects = seen
    }

    private func page(after id: BlobID?) async throws -> [BlobID] {
        try await SlowWork.run { [blobs] in try blobs.list(after: id, limit: Self.page) }
    }

    private func unreferenced(_ ids: [BlobID]) async throws -> [BlobID] {
        try await store.read { transaction in
            try ids.filter { try !transaction.isReferenced($0) }
        }
    }
}

extension ReadTransaction {
    fileprivate func isReferenced(_ id: BlobID) throws -> Bool {
        let isIts = Predicate.equals(.blob, .string(id.description))
        for kind in [ObjectRecord.kind, VersionRecord.kind, PartsRecord.kind, PartRecord.kind]
        where try count(RecordQuery(kind, in: .region(nil, nil), where: isIts)) > 0 { return true }
        return try row(GarbageRecord.kind, GarbageRecord(blob: id.description).key) != nil
    }
}
