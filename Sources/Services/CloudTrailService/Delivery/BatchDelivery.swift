import AWSProtocols
import Compression
import Essentials
import HTTPMessage
import KeyEngine
import S3Model
import ServiceKit
import Store
import TrailFormat

/// Delivers one closed batch, as far as it gets.
struct BatchDelivery: Sendable {
    let service: CloudTrail
    let trail: DeliveringTrail
    let now: Timestamp

    /// What came of a file that was put.
    private struct PutFile {
        let destination: TrailDestination
        let key: String
        let hash: String
        let events: BatchEvents
    }

    func deliver(_ batch: BatchRecord) async throws {
        guard let closing = batch.closing else { return }
        let events = try await BatchEvents.read(batch, from: service.store)
        guard !events.isEmpty, now < closing.time + TrailSchedule.patience else { return try await forget(batch) }
        var batch = batch
        if !closing.isFileDelivered { try await deliverFile(of: &batch, events) }
        if let logged = closing.logged { try await deliverLogs(of: &batch, events, after: logged) }
        try await finish(batch)
    }

    private func deliverFile(of batch: inout BatchRecord, _ events: BatchEvents) async throws {
        // Whether an attempt that was cut off has put its file is not known: the next one puts the same to the same
        // place.
        let destination = batch.closing?.attempt ?? trail.trail.destination
        if batch.closing?.attempt == nil {
            batch.closing?.attempt = destination
            try await store(batch)
        }
        do {
            let file = try await put(events, of: batch, to: destination)
            batch.closing?.isFileDelivered = true
            try await note(file, of: batch)
        } catch let error as AWSError {
            try await note(failure: error, of: batch)
            batch.closing?.attempt = nil
            batch.closing?.failures += 1
        }
    }

    private func put(
        _ events: BatchEvents, of batch: BatchRecord, to destination: TrailDestination
    ) async throws -> PutFile {
        guard let closing = batch.closing else { throw AWSError.internalFailure }
        let folder = trail.folder(destination, batch.account, batch.region)
        let key = folder.logFileKey(closedAt: closing.time, unique: closing.unique)
        let content = events.fileContent
        let hash = Hex.encode(ContentHash.sha256(content))
        let compressed = try await SlowWork.run { try Gzip.compress(content) }
        let request = destination.putRequest(
            key: key, trailARN: trail.trail.arn, content: (compressed.count, "application/json"))
        _ = try await service.calls.call(
            S3Operations.putObject, request, payload: .bytes(compressed), as: trail.invoker, in: trail.trail.home)
        return PutFile(destination: destination, key: key, hash: hash, events: events)
    }

    /// Stores what follows from a delivered file, and that it is delivered, at once.
    private func note(_ file: PutFile, of batch: BatchRecord) async throws {
        let (trail, now, schedule, random) = (trail.trail, now, service.schedule, service.random)
        try await service.store.write { transaction in
            try transaction.put(batch)
            try transaction.note(\.files, nil, of: trail.id, batch.account, batch.region, at: now)
            if trail.validatesFiles {
                let entry = Digest.LogFile(
                    bucket: file.destination.bucket, key: file.key, hash: file.hash,
                    newestEvent: file.events.newest, oldestEvent: file.events.oldest)
                try transaction.addToDigest(entry, of: trail, batch.account, batch.region, at: now, schedule)
            }
            if trail.destination.topicARN != nil {
                try transaction.put(
                    NotificationRecord(
                        id: random.uuid(), trailID: trail.id, account: batch.account, region: batch.region,
                        bucket: file.destination.bucket, objectKey: file.key, createdAt: now, due: now))
            }
        }
    }

    private func note(failure: AWSError, of batch: BatchRecord) async throws {
        try await service.store.write { [trail, now] transaction in
            try transaction.note(
                \.files, failure.restCode, of: trail.trail.id, batch.account, batch.region, at: now)
        }
    }

    private func deliverLogs(of batch: inout BatchRecord, _ events: BatchEvents, after logged: Int) async throws {
        let destination = trail.trail.destination
        guard let role = destination.logRoleARN, let place = destination.logGroupARN.flatMap(LogGroupPlace.init) else {
            batch.closing?.logged = nil
            return
        }
        let stream = LogGroupPlace.streamName(
            organization: trail.trail.organizationID, account: batch.account, region: batch.region)
        let delivery = LogDelivery(
            calls: service.calls, place: place, role: role, stream: stream, source: trail.trail.arn)
        var failure: String?
        do {
            for chunk in events.logChunks(after: logged) {
                try await delivery.put(chunk.events)
                batch.closing?.logged = chunk.end
                try await store(batch)
            }
            batch.closing?.logged = nil
        } catch let error as AWSError {
            failure = error.code(in: .json)
            batch.closing?.failures += 1
        }
        try await service.store.write { [trail, now, batch, failure] transaction in
            try transaction.note(\.logs, failure, of: trail.trail.id, batch.account, batch.region, at: now)
        }
    }

    private func finish(_ batch: BatchRecord) async throws {
        guard let closing = batch.closing else { return }
        let isDone = closing.isFileDelivered && closing.logged == nil
        guard !isDone, !trail.isFormer else { return try await forget(batch) }
        var batch = batch
        batch.due = now + service.schedule.pause(after: closing.failures)
        try await store(batch)
    }

    private func store(_ batch: BatchRecord) async throws {
        try await service.store.write { _ = try $0.put(batch) }
    }

    /// Forgets a batch, and the selection by which it was made where no other needs it.
    private func forget(_ batch: BatchRecord) async throws {
        try await service.store.write { [trail] transaction in
            try transaction.delete(BatchRecord.self, batch.key)
            guard batch.revision < trail.trail.revision else { return }
            let needed = try transaction.batches(of: batch.trailID).map(\.revision).min() ?? trail.trail.revision
            let isOld = Predicate.equals(.trail, .string(batch.trailID))
            for old in try transaction.all(SelectionRecord.self, in: .account(nil), where: isOld)
            where old.revision < min(needed, trail.trail.revision) {
                try transaction.delete(SelectionRecord.self, old.key)
            }
        }
    }
}
