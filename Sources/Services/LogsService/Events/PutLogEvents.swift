import AWSProtocols
import Essentials
import LogsModel
import ServiceKit
import Store

extension Logs {
    /// Stores a batch of events, and in the same transaction what metric and subscription filters make of them.
    /// Sequence tokens are taken and ignored.
    func putLogEvents(
        _ input: PutLogEventsRequest, _ target: Authorized<GroupStream>, in scope: RequestScope
    ) async throws -> Change<PutLogEventsResponse> {
        let (group, stream) = (target.value.group, target.value.stream)
        let batch = try EventBatch(input.logEvents, of: group, at: scope.now)
        let key = batch.accepted.isEmpty ? nil : try await dataKeys.sealing(group, at: scope.now)
        let filters = try groups.filters(of: group)
        let (drafts, findings) = try await SlowWork.run {
            let drafts = try batch.accepted.map { try Self.draft($0, for: stream, sealedBy: key, in: scope) }
            return (drafts, filters.findings(in: batch.accepted))
        }
        return Change { transaction in
            _ = try transaction.current(group)
            var stream = try transaction.current(stream)
            let positions = try transaction.append(drafts, to: group.number)
            if let latest = drafts.last?.time {
                stream.lastEvent = max(stream.lastEvent ?? latest, latest)
                stream.lastIngestion = scope.now
                try transaction.put(stream)
                let bytes = drafts.reduce(0) { $0 + StoredEvent.size(ofBody: $1.body.count) }
                try transaction.updateUsage(of: group) { $0.storedBytes += Int64(bytes) }
            }
            try transaction.note(findings, at: positions, of: stream, in: group, at: scope.now)
            return PutLogEventsResponse(
                nextSequenceToken: EventID.token(of: stream), rejectedLogEventsInfo: batch.rejected)
        }
    }

    private static func draft(
        _ event: InputLogEvent, for stream: LogStreamRecord, sealedBy key: SealingKey?, in scope: RequestScope
    ) throws -> TimelineDraft {
        let body =
            try key.map {
                try StoredEvent.body(
                    event.message, at: event.time, of: stream, ingestedAt: scope.now, sealedBy: $0,
                    random: scope.random)
            } ?? StoredEvent.body(event.message, ingestedAt: scope.now)
        return TimelineDraft(lane: stream.lane, time: event.time, body: body)
    }
}
