import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

extension EventBridge {
    var replayOperations: [Operation] {
        [
            Operation(change: EventBridgeOperations.startReplay, on: newReplay, perform: startReplay),
            Operation(
                change: EventBridgeOperations.cancelReplay, on: replay(\.replayName, "events:CancelReplay"),
                perform: cancelReplay),
            Operation(
                reply: EventBridgeOperations.describeReplay, on: replay(\.replayName, "events:DescribeReplay"),
                perform: describeReplay),
            Operation(
                reply: EventBridgeOperations.listReplays, on: nothing("events:ListReplays"), perform: listReplays),
        ]
    }

    private func replay<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, ReplayRecord> {
        own(name, action, or: AWSError.noSuchReplay)
    }

    /// The archive that is to be replayed.
    private func newReplay(
        _ input: StartReplayRequest, in scope: RequestScope
    ) throws -> ServiceKit.Target<ArchiveRecord> {
        let arn = "arn:aws:events:\(scope.region):\(scope.account):replay/\(input.replayName)"
        let check = AccessCheck(action: ActionNames.startReplay, resource: arn, account: scope.account)
        guard let source = ARN(input.eventSourceArn), source.service == "events", source.resourceType == "archive",
            source.account == scope.account.description, source.region == scope.region.description
        else {
            throw TargetNotFound(
                .invalid("EventSourceArn", "Must contain an ARN of an archive of the account in this Region."),
                check: check)
        }
        let key = RecordKey(account: scope.account, region: scope.region, id: source.resourceName)
        guard let archive = try store.get(ArchiveRecord.self, key)?.record else {
            throw TargetNotFound(.noSuchArchive(source.resourceName), check: check)
        }
        return ServiceKit.Target(archive, check)
    }

    /// Source: API reference, StartReplay.
    func startReplay(
        _ input: StartReplayRequest, _ archive: Authorized<ArchiveRecord>, in scope: RequestScope
    ) throws -> Change<StartReplayResponse> {
        let archive = archive.value
        guard input.destination.arn == archive.bus.arn else {
            throw AWSError.invalid("Destination.Arn", "Cross event bus replay is not permitted.")
        }
        guard input.eventStartTime < input.eventEndTime else {
            throw AWSError.invalid("EventEndTime", "EventStartTime must be before EventEndTime.")
        }
        let rules = try input.destination.filterArns.map { try Self.ruleNames($0, on: archive.bus) }
        let record = ReplayRecord(
            bus: archive.bus, name: input.replayName, description: input.description, archiveARN: archive.arn,
            archiveID: archive.id, rules: rules, filterARNs: input.destination.filterArns, from: input.eventStartTime,
            to: input.eventEndTime, state: ReplayState.starting.rawValue, started: scope.now)
        return Change { transaction in
            guard try transaction.get(ReplayRecord.self, record.key) == nil else {
                throw AWSError(
                    EventBridgeErrorCode.resourceAlreadyExistsException, "Replay \(record.name) already exists.")
            }
            let active = try transaction.count(
                ReplayRecord.self, in: .region(scope.account, scope.region),
                where: .isIn(.state, ReplayRecord.activeStates.map { .string($0.rawValue) }))
            guard active < EventBridgeQuotas.replays else { throw AWSError.limitExceeded }
            try transaction.insert(record)
            return StartReplayResponse(
                replayArn: record.arn, state: .starting, replayStartTime: record.started)
        }
    }

    private static func ruleNames(_ arns: [String], on bus: BusID) throws(AWSError) -> [String] {
        var names: [String] = []
        for arn in arns {
            guard let name = arn.split(separator: "/").last.map(String.init), bus.ruleARN(name) == arn else {
                throw .invalid("Destination.FilterArns", "Must contain ARNs of rules of the destination event bus.")
            }
            names.append(name)
        }
        return names
    }

    func cancelReplay(
        _ input: CancelReplayRequest, _ replay: Authorized<ReplayRecord>, in scope: RequestScope
    ) -> Change<CancelReplayResponse> {
        let key = replay.value.key
        return Change { transaction in
            guard var record = try transaction.get(ReplayRecord.self, key)?.record else {
                throw AWSError.noSuchReplay(input.replayName)
            }
            guard record.modelState == .starting || record.modelState == .running else {
                throw AWSError(
                    EventBridgeErrorCode.illegalStatusException,
                    "Replay \(record.name) is not in a valid state for this operation.")
            }
            record.state = ReplayState.cancelling.rawValue
            try transaction.put(record)
            return CancelReplayResponse(replayArn: record.arn, state: .cancelling)
        }
    }

    func describeReplay(
        _ input: DescribeReplayRequest, _ replay: Authorized<ReplayRecord>, in scope: RequestScope
    ) -> DescribeReplayResponse {
        let record = replay.value
        return DescribeReplayResponse(
            replayName: record.name, replayArn: record.arn, description: record.description, state: record.modelState,
            stateReason: record.stateReason, eventSourceArn: record.archiveARN,
            destination: ReplayDestination(arn: record.bus.arn, filterArns: record.filterARNs),
            eventStartTime: record.from, eventEndTime: record.to, eventLastReplayedTime: record.last,
            replayStartTime: record.started, replayEndTime: record.ended)
    }

    func listReplays(
        _ input: ListReplaysRequest, _ permission: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListReplaysResponse {
        let page = try await page(
            ReplayRecord.self, in: .region(scope.account, scope.region),
            where: .all(
                input.namePrefix.map { .hasPrefix(.name, $0) },
                input.state.map { .equals(.state, .string($0.rawValue)) },
                input.eventSourceArn.map { .equals(.source, .string($0)) }), input)
        let replays = page.elements.map { record in
            Replay(
                replayName: record.name, eventSourceArn: record.archiveARN, state: record.modelState,
                stateReason: record.stateReason, eventStartTime: record.from, eventEndTime: record.to,
                eventLastReplayedTime: record.last, replayStartTime: record.started, replayEndTime: record.ended)
        }
        return ListReplaysResponse(replays: replays, nextToken: page.nextToken)
    }
}

extension AWSError {
    static func noSuchReplay(_ name: String) -> AWSError {
        AWSError(EventBridgeErrorCode.resourceNotFoundException, "Replay \(name) does not exist.")
    }
}
