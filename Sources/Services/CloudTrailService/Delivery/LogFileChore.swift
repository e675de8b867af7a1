import AWSProtocols
import Essentials
import ServiceKit
import Store

/// Delivers batches when their time has come: to the bucket, and to CloudWatch Logs.
///
/// A file's name, content and place are settled and stored before it is put, and everything that follows from its
/// delivery is stored in the transaction that forgets the batch. Cut off anywhere between, the same object is put again.
actor LogFileChore: Chore {
    nonisolated let name = "cloudtrail.logFiles"
    nonisolated var watchedKinds: Set<RecordKind> { [BatchRecord.kind] }

    private let service: CloudTrail
    private var isBusy = false

    init(_ service: CloudTrail) { self.service = service }

    func nextDue() async throws -> Timestamp? { try await next()?.due }

    func perform(at now: Timestamp) async throws {
        guard !isBusy else { return }
        isBusy = true
        defer { isBusy = false }
        var failure: (any Error)?
        while let batch = try await next(), batch.due <= now {
            do {
                try await handle(batch, at: now)
            } catch {
                // One batch that cannot be read must not hold up the others.
                failure = failure ?? error
                try await postpone(batch, at: now)
            }
        }
        if let failure { throw failure }
    }

    private func next() async throws -> BatchRecord? {
        try await service.store.read { transaction in
            try transaction.query(BatchRecord.self, in: .account(nil), order: .field(.due), limit: 1).records.first?
                .record
        }
    }

    private func handle(_ batch: BatchRecord, at now: Timestamp) async throws {
        guard let trail = try await service.store.read({ try $0.deliveringTrail(batch.trailID) }) else {
            _ = try await service.store.write { try $0.delete(BatchRecord.self, batch.key) }
            return
        }
        guard let closed = try await close(batch, at: now) else { return }
        try await BatchDelivery(service: service, trail: trail, now: now).deliver(closed)
    }

    /// The batch, closed; nil where it is better left to grow: while files of the same place cannot be delivered, there
    /// is no use in more of them.
    private func close(_ batch: BatchRecord, at now: Timestamp) async throws -> BatchRecord? {
        guard batch.closing == nil else { return batch }
        return try await service.store.write { [service] transaction in
            guard var open = try transaction.get(BatchRecord.self, batch.key)?.record else { return nil }
            let stuck = try transaction.batches(of: batch.trailID).filter {
                $0.account == batch.account && $0.region == batch.region && ($0.closing?.failures ?? 0) > 0
            }
            guard let retry = stuck.map(\.due).max(), retry > now else {
                return try transaction.close(open, at: now, service.random)
            }
            open.due = retry
            try transaction.put(open)
            return nil
        }
    }

    private func postpone(_ batch: BatchRecord, at now: Timestamp) async throws {
        try await service.store.write { [service] transaction in
            let key = batch.key
            guard var record = try transaction.get(BatchRecord.self, key)?.record else { return }
            record.closing?.failures += 1
            record.due = now + service.schedule.pause(after: max(1, record.closing?.failures ?? 1))
            try transaction.put(record)
        }
    }
}
