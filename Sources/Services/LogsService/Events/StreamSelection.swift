import AWSProtocols
import Essentials
import LogsModel
import Store

/// Which streams of a group FilterLogEvents looks at.
enum StreamSelection: Sendable {
    case all
    /// So few that each is read by itself and their events are put in one order.
    case lanes([Int64])
    /// More streams than that: the whole group is read.
    case prefixed(String)

    static let mostLanes = 100

    init(_ input: FilterLogEventsRequest, of group: LogGroupRecord, in store: any Store) async throws {
        guard input.logStreamNames == nil || input.logStreamNamePrefix == nil else {
            throw AWSError.invalidParameter(
                "logStreamNamePrefix and logStreamNames are mutually exclusive parameters.")
        }
        if let names = input.logStreamNames {
            self = .lanes(try Self.lanes(of: names, in: group, store))
        } else if let prefix = input.logStreamNamePrefix {
            let streams = try await store.read { try $0.streams(of: group, prefix: prefix, limit: Self.mostLanes + 1) }
            self = streams.count > Self.mostLanes ? .prefixed(prefix) : .lanes(streams.map(\.lane))
        } else {
            self = .all
        }
    }

    private static func lanes(of names: [String], in group: LogGroupRecord, _ store: any Store) throws -> [Int64] {
        try Set(names).map { name in
            let key = LogStreamRecord.key(group.account, group.region, group: group.number, name)
            guard let stream = try store.get(LogStreamRecord.self, key)?.record else { throw AWSError.streamNotFound }
            return stream.lane
        }.sorted()
    }

    /// Entries behind a position, in order of time, and whether there are more.
    func page(
        of query: TimelineQuery, after position: TimelinePosition?, in transaction: any ReadTransaction
    ) throws -> TimelinePage {
        guard case .lanes(let lanes) = self else {
            return try transaction.timeline(query, after: position, limit: Self.limit(sharedBy: 1))
        }
        let pages = try lanes.map { lane in
            var query = query
            query.lane = lane
            return try transaction.timeline(query, after: position, limit: Self.limit(sharedBy: lanes.count))
        }
        // Up to where every stream that has more was read.
        let end = pages.filter(\.hasMore).compactMap { $0.entries.last?.position }.min()
        let entries = pages.flatMap(\.entries).filter { entry in end.map { entry.position <= $0 } ?? true }
        return TimelinePage(entries: entries.sorted { $0.position < $1.position }, hasMore: end != nil)
    }

    private static func limit(sharedBy count: Int) -> TimelineLimit {
        TimelineLimit(entries: max(50, 2000 / max(1, count)), bytes: max(64 * 1024, 4 << 20 / max(1, count)))
    }
}

extension ReadTransaction {
    func streams(of group: LogGroupRecord, prefix: String, limit: Int) throws -> [LogStreamRecord] {
        try query(
            LogStreamRecord.self, in: .region(group.account, group.region),
            where: .hasPrefix(.name, LogStreamRecord.prefix(group.number) + prefix), order: .field(.name), limit: limit
        ).records.map(\.record)
    }

    /// The name of a lane's stream; nil where it was deleted.
    func streamName(_ lane: Int64, of group: LogGroupRecord) throws -> String? {
        try first(
            LogStreamRecord.self, in: .region(group.account, group.region), where: .equals(.lane, .integer(lane)))?
            .record.name
    }
}
