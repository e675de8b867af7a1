import AWSProtocols
import Essentials
import LogPatterns
import LogsModel
import ServiceKit
import Store

extension Logs {
    /// Events of a group in order of time, those that match a pattern. The work for one page is bounded: a page may be
    /// short, or empty, and still have a next one.
    func filterLogEvents(
        _ input: FilterLogEventsRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) async throws -> FilterLogEventsResponse {
        let group = group.value
        try requireReadable(group)
        let pattern = try FilterPattern(parameter: input.filterPattern ?? "")
        let streams = try await StreamSelection(input, of: group, in: store)
        let tokens = FilterToken(input, of: group)
        let position = try input.nextToken.map { try tokens.position($0, pageTokens) }
        guard
            let times = EventTimes.range(from: input.startTime, through: input.endTime, of: group, at: scope.now)
        else { return FilterLogEventsResponse(events: [], searchedLogStreams: []) }
        var search = EventSearch(
            reader: EventReader(group, store: store, dataKeys: dataKeys), streams: streams, pattern: pattern,
            query: TimelineQuery(group.number, times: times), limit: input.limit ?? LogsQuotas.pageEvents)
        try await search.run(after: position)
        return FilterLogEventsResponse(
            events: search.found, searchedLogStreams: [],
            nextToken: search.next.map { tokens.text($0, pageTokens) })
    }
}

extension FilterPattern {
    /// Throws InvalidParameterException for what is no pattern.
    init(parameter text: String) throws(AWSError) {
        do throws(FilterPatternError) {
            try self.init(text)
        } catch { throw .invalidParameter(error.message) }
    }
}

/// Goes through a group's events until a page is full or enough were looked at.
struct EventSearch {
    var reader: EventReader
    let streams: StreamSelection
    let pattern: FilterPattern
    let query: TimelineQuery
    let limit: Int

    private(set) var found: [FilteredLogEvent] = []
    /// Where the next page begins; nil where there is none.
    private(set) var next: TimelinePosition?
    private var size = 0
    private var names: [Int64: String?] = [:]

    /// How many events one page looks at, and how many bytes of them.
    private static let scanLimit = (events: 100_000, bytes: 32 << 20)

    init(
        reader: EventReader, streams: StreamSelection, pattern: FilterPattern, query: TimelineQuery, limit: Int
    ) {
        self.reader = reader
        self.streams = streams
        self.pattern = pattern
        self.query = query
        self.limit = limit
    }

    mutating func run(after start: TimelinePosition?) async throws {
        var (position, scanned, bytes) = (start, 0, 0)
        while true {
            let page = try await reader.store.read { [streams, query, position] in
                try streams.page(of: query, after: position, in: $0)
            }
            let events = try await reader.open(page.entries)
            let matching = try await matches(events)
            for (event, isMatch) in zip(events, matching) {
                let isDealtWith = isMatch ? try take(event) : true
                guard isDealtWith else {
                    next = position
                    return
                }
                position = event.stored.position
                bytes += event.size
            }
            guard page.hasMore else { return }
            scanned += events.count
            if scanned >= Self.scanLimit.events || bytes >= Self.scanLimit.bytes || found.count >= limit {
                next = position
                return
            }
        }
    }

    private func matches(_ events: [EventReader.Event]) async throws -> [Bool] {
        guard !pattern.matchesEverything else { return events.map { _ in true } }
        return try await SlowWork.run { [pattern] in
            var matcher = FilterMatcher(pattern)
            return events.map { matcher.matches($0.message) }
        }
    }

    /// Adds an event to the page; false where it has no more room.
    private mutating func take(_ event: EventReader.Event) throws -> Bool {
        guard let name = try name(of: event.stored.lane) else { return true }
        if case .prefixed(let prefix) = streams, !name.hasPrefix(prefix) { return true }
        guard found.count < limit, found.isEmpty || size + event.size <= LogsQuotas.batchBytes else { return false }
        size += event.size
        found.append(
            FilteredLogEvent(
                logStreamName: name, timestamp: Int(event.stored.position.time.milliseconds),
                message: String(decoding: event.message, as: UTF8.self),
                ingestionTime: Int(event.stored.ingestedAt.milliseconds), eventId: EventID.text(event.stored.position)))
        return true
    }

    private mutating func name(of lane: Int64) throws -> String? {
        if let known = names[lane] { return known }
        let name = try reader.store.readNow { try $0.streamName(lane, of: reader.group) }
        names[lane] = .some(name)
        return name
    }
}

/// The tokens of one search: of use to the same search alone.
struct FilterToken {
    private let query: RecordQuery
    private let context: String

    init(_ input: FilterLogEventsRequest, of group: LogGroupRecord) {
        query = RecordQuery("logs.events", in: .region(group.account, group.region))
        let parameters: [String] = [
            String(group.number), input.filterPattern ?? "", input.logStreamNamePrefix ?? "",
            input.startTime.map(String.init) ?? "", input.endTime.map(String.init) ?? "",
        ]
        context = (parameters + (input.logStreamNames ?? [])).map { "\($0.utf8.count):\($0)" }.joined()
    }

    func text(_ position: TimelinePosition, _ tokens: PageTokens) -> String {
        let key = RecordKey(account: nil, region: nil, id: EventID.text(position))
        return tokens.token(for: RecordPosition(value: nil, key: key), of: query, context: context)
    }

    func position(_ token: String, _ tokens: PageTokens) throws(AWSError) -> TimelinePosition {
        guard let key = try? tokens.position(from: token, of: query, context: context).key,
            let position = EventID.position(key.id)
        else { throw .invalidNextToken }
        return position
    }
}
