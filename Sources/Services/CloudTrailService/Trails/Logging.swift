import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import Store

extension CloudTrail {
    /// Logs from now on, this call included. Source: CloudTrail API reference, StartLogging.
    func startLogging(
        _ input: StartLoggingRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) -> Change<StartLoggingResponse> {
        change(trail.value, for: scope) { trail, transaction in
            guard !trail.isLogging else { return StartLoggingResponse() }
            let taken = try transaction.collected()
            trail.spans.removeAll { $0.isBehind(taken) }
            trail.spans.append(LoggingSpan(start: try transaction.journalEnds()))
            trail.startedAt = scope.now
            if trail.validatesFiles {
                try transaction.beginDigests(of: trail, trail.account, trail.home, at: scope.now, schedule)
            }
            return StartLoggingResponse()
        }
    }

    /// Logs nothing after this call. Source: CloudTrail API reference, StopLogging.
    func stopLogging(
        _ input: StopLoggingRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) -> Change<StopLoggingResponse> {
        change(trail.value, for: scope) { trail, transaction in
            guard trail.isLogging else { return StopLoggingResponse() }
            try trail.endSpan(transaction, including: true)
            trail.stoppedAt = scope.now
            try transaction.hastenDigests(of: trail, at: scope.now, schedule)
            return StopLoggingResponse()
        }
    }

    /// Changes a trail that is still there.
    func change<Output: Sendable>(
        _ trail: TrailRecord, for scope: RequestScope,
        _ body: @escaping @Sendable (inout TrailRecord, any WriteTransaction) throws -> Output
    ) -> Change<Output> {
        Change { transaction in
            guard var changed = try transaction.get(TrailRecord.self, trail.key)?.record, changed.id == trail.id else {
                throw AWSError.unknownTrail(trail.arn, for: scope.account)
            }
            let output = try body(&changed, transaction)
            if changed != trail { try transaction.save(changed) }
            return output
        }
    }
}

extension TrailRecord {
    /// - Parameter call: whether the record of the call that ends it, which is the next in the journal, is included
    mutating func endSpan(_ transaction: any WriteTransaction, including call: Bool) throws {
        guard !spans.isEmpty else { return }
        var end = try transaction.journalEnds()
        if call { end.management += 1 }
        spans[spans.count - 1].end = end
    }
}

extension LoggingSpan {
    /// Whether everything in it has been taken up.
    fileprivate func isBehind(_ places: JournalPlaces) -> Bool {
        end.map { $0.management <= places.management && $0.data <= places.data } ?? false
    }
}

extension ReadTransaction {
    /// How far the journals have been taken up for delivery.
    func collected() throws -> JournalPlaces {
        func place(_ stream: TrailStream) throws -> Int64 {
            let key = JournalCursor.key(stream.journal, consumer: TrailCollector.consumerName)
            return try get(JournalCursor.self, key)?.record.sequence ?? 0
        }
        return JournalPlaces(management: try place(.management), data: try place(.data))
    }
}
