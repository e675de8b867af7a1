import AWSProtocols
import Essentials
import ServiceKit
import Store

/// Delivers the digest of each place when its span is over.
actor DigestChore: Chore {
    nonisolated let name = "cloudtrail.digests"
    nonisolated var watchedKinds: Set<RecordKind> { [DigestChainRecord.kind] }

    private let service: CloudTrail
    private var isBusy = false
    /// Spans that were missed, while the server was down, are told of one by one up to so many.
    private static let mostMissed: Int64 = 24

    init(_ service: CloudTrail) { self.service = service }

    func nextDue() async throws -> Timestamp? { try await next()?.due }

    func perform(at now: Timestamp) async throws {
        guard !isBusy else { return }
        isBusy = true
        defer { isBusy = false }
        var failure: (any Error)?
        while let chain = try await next(), chain.due <= now {
            do {
                try await handle(chain, at: now)
            } catch {
                failure = failure ?? error
                try await postpone(chain, at: now)
            }
        }
        if let failure { throw failure }
    }

    private func next() async throws -> DigestChainRecord? {
        try await service.store.read { transaction in
            try transaction.query(DigestChainRecord.self, in: .account(nil), order: .field(.due), limit: 1)
                .records.first?.record
        }
    }

    private func handle(_ chain: DigestChainRecord, at now: Timestamp) async throws {
        guard let trail = try await service.store.read({ try $0.deliveringTrail(chain.trailID) }) else {
            _ = try await service.store.write { try $0.delete(DigestChainRecord.self, chain.key) }
            return
        }
        guard let closing = try await close(chain.key, of: trail, at: now) else { return }
        try await DigestDelivery(service: service, trail: trail, now: now).deliver(closing)
    }

    /// The chain with its next digest decided on; nil where a last one has to wait for log files.
    private func close(
        _ key: RecordKey, of trail: DeliveringTrail, at now: Timestamp
    ) async throws -> DigestChainRecord? {
        try await service.store.write { [schedule = service.schedule] transaction in
            guard var chain = try transaction.get(DigestChainRecord.self, key)?.record else { return nil }
            if chain.closing != nil { return chain }
            let isEnding = trail.isFormer || !trail.trail.isLogging || !trail.trail.validatesFiles
            if isEnding, try !transaction.areDelivered(chain, of: trail.trail) {
                chain.due = now + min(max(schedule.delivery, .seconds(1)), .seconds(30))
                try transaction.put(chain)
                return nil
            }
            let isLate = (now - chain.due).milliseconds > Self.mostMissed * schedule.digest.milliseconds
            let end = isEnding || isLate ? max(now, chain.start + .seconds(1)) : chain.due
            chain.closing = DigestChainRecord.Closing(
                end: Timestamp(seconds: end.seconds), lastFile: chain.lastFile, isFinal: isEnding)
            try transaction.put(chain)
            return chain
        }
    }

    private func postpone(_ chain: DigestChainRecord, at now: Timestamp) async throws {
        try await service.store.write { [schedule = service.schedule] transaction in
            guard var record = try transaction.get(DigestChainRecord.self, chain.key)?.record else { return }
            record.failures += 1
            record.due = now + schedule.pause(after: record.failures)
            try transaction.put(record)
        }
    }
}

extension ReadTransaction {
    /// Whether all log files of a place are delivered that there will be.
    fileprivate func areDelivered(_ chain: DigestChainRecord, of trail: TrailRecord) throws -> Bool {
        // Where logging goes on and validation alone has ended, files go on too.
        guard !trail.isLogging else { return true }
        return try hasCollected(trail)
            && !batches(of: trail.id).contains { $0.account == chain.account && $0.region == chain.region }
    }
}
