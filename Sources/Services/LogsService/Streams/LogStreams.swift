import AWSProtocols
import Essentials
import LogsModel
import ServiceKit
import Store

extension Logs {
    func createLogStream(
        _ input: CreateLogStreamRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        // The model's pattern lets it pass, and no database takes it.
        guard !input.logStreamName.utf8.contains(0) else {
            throw AWSError.invalidParameter("The log stream name is invalid.")
        }
        let (group, lane) = (group.value, Self.number(scope.random))
        return Change { transaction in
            let group = try transaction.current(group)
            let stream = LogStreamRecord(
                account: group.account, region: group.region, group: group.number, name: input.logStreamName,
                lane: lane, createdAt: scope.now)
            guard try transaction.get(LogStreamRecord.self, stream.key) == nil else { throw AWSError.streamExists }
            try transaction.insert(stream)
            return EmptyStructure()
        }
    }

    func deleteLogStream(
        _ input: DeleteLogStreamRequest, _ target: Authorized<GroupStream>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let (group, stream) = (target.value.group, target.value.stream)
        return Change { transaction in
            guard !(try transaction.current(group).isProtected) else {
                throw AWSError(
                    LogsErrorCode.validationException,
                    "The log stream cannot be deleted because deletion protection is enabled for its log group.")
            }
            let current = try transaction.current(stream)
            try transaction.delete(LogStreamRecord.self, current.key)
            try transaction.put(
                DiscardedRecord(
                    account: group.account, region: group.region, group: group.number, groupName: group.name,
                    lane: current.lane, at: scope.now))
            return EmptyStructure()
        }
    }

    func describeLogStreams(
        _ input: DescribeLogStreamsRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) async throws -> DescribeLogStreamsResponse {
        let group = group.value
        let isByTime = input.orderBy == .lastEventTime
        guard !isByTime || input.logStreamNamePrefix == nil else {
            throw AWSError.invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.")
        }
        let field: IndexField = isByTime ? .lastEvent : .name
        let prefix = LogStreamRecord.prefix(group.number) + (input.logStreamNamePrefix ?? "")
        let query = RecordQuery(
            LogStreamRecord.kind, in: .region(group.account, group.region), where: .hasPrefix(field, prefix),
            order: .field(field), direction: input.descending == true ? .descending : .ascending)
        let page = try await page(
            LogStreamRecord.self, of: query, limit: input.limit ?? 50, token: input.nextToken, in: scope)
        let streams = page.elements
        let first = try await store.read { transaction in
            try streams.map { try transaction.firstEvent(of: $0) }
        }
        return DescribeLogStreamsResponse(
            logStreams: zip(streams, first).map { LogStream($0, of: group, firstEvent: $1) },
            nextToken: page.nextToken)
    }
}

extension ReadTransaction {
    /// The stream as it is now. Throws ResourceNotFoundException where it was deleted meanwhile.
    func current(_ stream: LogStreamRecord) throws -> LogStreamRecord {
        guard let now = try get(LogStreamRecord.self, stream.key)?.record, now.lane == stream.lane else {
            throw AWSError.streamNotFound
        }
        return now
    }

    /// The time of the earliest event that is still kept.
    fileprivate func firstEvent(of stream: LogStreamRecord) throws -> Timestamp? {
        try timeline(
            TimelineQuery(stream.group, lane: stream.lane), after: nil, limit: TimelineLimit(entries: 1, bytes: 0)
        ).entries.first?.position.time
    }
}

extension LogStream {
    /// Source: `LogStream`: the bytes of a single stream have been reported as zero since 2019.
    fileprivate init(_ stream: LogStreamRecord, of group: LogGroupRecord, firstEvent: Timestamp?) {
        self.init(
            logStreamName: stream.name, creationTime: Int(stream.createdAt.milliseconds),
            firstEventTimestamp: firstEvent.map { Int($0.milliseconds) },
            lastEventTimestamp: stream.lastEvent.map { Int($0.milliseconds) },
            lastIngestionTime: stream.lastIngestion.map { Int($0.milliseconds) },
            uploadSequenceToken: EventID.token(of: stream), arn: group.policyResource + stream.name, storedBytes: 0)
    }
}
