import AWSProtocols
import Essentials
import LogsModel
import ServiceKit
import Store

extension Logs {
    /// A page of one stream's events in order of time: from a token on, or the earliest or the latest. At either end of
    /// the stream the token for that direction stays the same.
    func getLogEvents(
        _ input: GetLogEventsRequest, _ target: Authorized<GroupStream>, in scope: RequestScope
    ) async throws -> GetLogEventsResponse {
        let (group, stream) = (target.value.group, target.value.stream)
        try requireReadable(group)
        var token: EventToken?
        if let text = input.nextToken {
            guard let parsed = EventToken(text) else { throw AWSError.invalidNextToken }
            token = parsed
        }
        let isForward = token?.isForward ?? input.startFromHead ?? false
        // The end of the span is not in it.
        let times = EventTimes.range(
            from: input.startTime, through: input.endTime.map { $0 - 1 }, of: group, at: scope.now)
        var events: [EventReader.Event] = []
        if let times {
            let query = TimelineQuery(
                group.number, lane: stream.lane, times: times, direction: isForward ? .ascending : .descending)
            events = try await page(of: query, after: token?.position, limit: input.limit, in: group)
        }
        if !isForward { events.reverse() }
        return Self.answer(events, token: token, times: times)
    }

    private func page(
        of query: TimelineQuery, after position: TimelinePosition?, limit: Int?, in group: LogGroupRecord
    ) async throws -> [EventReader.Event] {
        let most = TimelineLimit(entries: limit ?? LogsQuotas.pageEvents, bytes: LogsQuotas.batchBytes)
        let page = try await store.read { try $0.timeline(query, after: position, limit: most) }
        var reader = EventReader(group, store: store, dataKeys: dataKeys)
        var size = 0
        let events = try await reader.open(page.entries)
        return Array(
            events.prefix { event in
                size += event.size
                return size <= LogsQuotas.batchBytes
            })
    }

    private static func answer(
        _ events: [EventReader.Event], token: EventToken?, times: ClosedRange<Timestamp>?
    ) -> GetLogEventsResponse {
        // Of an empty page, the place that was asked about.
        let beginning = times?.lowerBound ?? Timestamp(milliseconds: 0)
        let place = token?.position ?? TimelinePosition(time: beginning, number: 0)
        // Who turns round at an end meets the event there first.
        let ahead = token?.isForward == false ? place.moved(by: -1) : place
        let behind = token?.isForward == true ? place.moved(by: 1) : place
        let forward = EventToken(isForward: true, position: events.last?.stored.position ?? ahead)
        let backward = EventToken(isForward: false, position: events.first?.stored.position ?? behind)
        return GetLogEventsResponse(
            events: events.map {
                OutputLogEvent(
                    timestamp: Int($0.stored.position.time.milliseconds),
                    message: String(decoding: $0.message, as: UTF8.self),
                    ingestionTime: Int($0.stored.ingestedAt.milliseconds))
            }, nextForwardToken: forward.text, nextBackwardToken: backward.text)
    }

    /// Source: user guide, "Log classes".
    func requireReadable(_ group: LogGroupRecord) throws(AWSError) {
        guard group.groupClass == .standard else {
            throw .invalidParameter(
                "The operation is not supported for log groups of the class \(group.groupClass.rawValue).")
        }
    }
}

extension TimelinePosition {
    /// The place so many numbers further, which may be nobody's.
    fileprivate func moved(by step: Int64) -> TimelinePosition { TimelinePosition(time: time, number: number + step) }
}
