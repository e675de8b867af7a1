import AWSProtocols
import Essentials
import LogsModel

/// The events of one PutLogEvents, of which some may be too old or too new.
struct EventBatch {
    /// Those that are taken, in order of time.
    let accepted: ArraySlice<InputLogEvent>
    let rejected: RejectedLogEventsInfo?

    /// Throws InvalidParameterException for what is wrong with the batch as a whole.
    init(_ events: [InputLogEvent], of group: LogGroupRecord, at now: Timestamp) throws(AWSError) {
        try Self.requireSize(events)
        guard zip(events, events.dropFirst()).allSatisfy({ $0.timestamp <= $1.timestamp }) else {
            throw .invalidParameter("Log events in a single PutLogEvents request must be in chronological order.")
        }
        let tooNew = events.firstIndex { $0.time > now + LogsQuotas.newest } ?? events.count
        let tooOld = events.firstIndex { $0.time >= now - LogsQuotas.oldest } ?? events.count
        let cutoff = group.cutoff(at: now)
        let expired = cutoff.map { cutoff in events.firstIndex { $0.time >= cutoff } ?? events.count } ?? 0
        let first = min(max(tooOld, expired), tooNew)
        accepted = events[first..<tooNew]
        let isWhole = accepted.count == events.count
        rejected =
            isWhole
            ? nil
            : RejectedLogEventsInfo(
                tooNewLogEventStartIndex: tooNew < events.count ? tooNew : nil,
                tooOldLogEventEndIndex: tooOld > 0 ? tooOld : nil, expiredLogEventEndIndex: expired > 0 ? expired : nil)
        guard let earliest = accepted.first, let latest = accepted.last else { return }
        guard latest.time - earliest.time <= LogsQuotas.batchSpan else {
            throw .invalidParameter(
                "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
        }
    }

    private static func requireSize(_ events: [InputLogEvent]) throws(AWSError) {
        let limit = LogsQuotas.batchBytes
        var total = 0
        for event in events {
            let size = event.message.utf8.count + LogsQuotas.eventOverhead
            guard size <= limit else {
                throw .invalidParameter("Log event too large: \(size) bytes exceeds limit of \(limit)")
            }
            total += size
        }
        guard total <= limit else {
            throw .invalidParameter("Upload too large: \(total) bytes exceeds limit of \(limit)")
        }
    }
}

extension InputLogEvent {
    var time: Timestamp { Timestamp(milliseconds: Int64(timestamp)) }
}
