import Essentials
import ServiceKit
import Store

/// Deletes the blobs that commits have left without an owner, as soon as nobody reads them any more.
struct GarbageChore: Chore {
    let name = "s3.garbage"
    let watchedKinds: Set<RecordKind> = [GarbageRecord.kind]
    let store: any Store
    let blobs: any BlobStore
    let leases: ContentLeases

    private static let page = 200

    func nextDue() async throws -> Timestamp? {
        guard try await !SlowWork.run({ [blobs] in blobs.isHeld }) else { return nil }
        return try await next(after: nil).contains { !leases.isLeased($0.blob) } ? Timestamp(milliseconds: 0) : nil
    }

    func perform(at now: Timestamp) async throws {
        var last: RecordPosition?
        while case let found = try await next(after: last), let end = found.last {
            let free = found.map(\.blob).filter { !leases.isLeased($0) }
            try await SlowWork.run { [blobs] in
                for id in free.compactMap({ BlobID($0) }) { _ = try blobs.delete(id) }
            }
            if !free.isEmpty {
                try await store.write { transaction in
                    for blob in free { try transaction.delete(GarbageRecord.self, GarbageRecord(blob: blob).key) }
                }
            }
            last = RecordPosition(value: nil, key: end.key)
        }
    }

    private func next(after position: RecordPosition?) async throws -> [GarbageRecord] {
        try await store.read { transaction in
            try transaction.query(
                GarbageRecord.self, in: .region(nil, nil), limit: Self.page, after: position
            ).records.map(\.record)
        }
    }
}
