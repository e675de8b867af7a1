import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

extension EventBridge {
    var archiveOperations: [Operation] {
        [
            Operation(change: EventBridgeOperations.createArchive, on: newArchive, perform: createArchive),
            Operation(
                change: EventBridgeOperations.updateArchive, on: archive(\.archiveName, "events:UpdateArchive"),
                perform: updateArchive),
            Operation(
                change: EventBridgeOperations.deleteArchive, on: archive(\.archiveName, "events:DeleteArchive"),
                perform: deleteArchive),
            Operation(
                reply: EventBridgeOperations.describeArchive, on: archive(\.archiveName, "events:DescribeArchive"),
                perform: describeArchive),
            Operation(
                reply: EventBridgeOperations.listArchives, on: nothing("events:ListArchives"), perform: listArchives),
        ]
    }

    private func archive<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, ArchiveRecord> {
        own(name, action, or: AWSError.noSuchArchive)
    }

    /// The bus whose events are to be kept.
    private func newArchive(_ input: CreateArchiveRequest, in scope: RequestScope) throws -> ServiceKit.Target<BusID> {
        let arn = "arn:aws:events:\(scope.region):\(scope.account):archive/\(input.archiveName)"
        let check = AccessCheck(action: ActionNames.createArchive, resource: arn, account: scope.account)
        guard let bus = BusID(arn: input.eventSourceArn), bus.account == scope.account, bus.region == scope.region
        else {
            throw TargetNotFound(
                .invalid("EventSourceArn", "Must contain an ARN of an event bus of the account in this Region."),
                check: check)
        }
        guard try self.bus(bus, in: scope) != nil else {
            throw TargetNotFound(.noSuchBus(bus.name), check: check)
        }
        return ServiceKit.Target(bus, check)
    }

    /// Source: API reference, CreateArchive. The rule that finds the events is there to be seen, and managed.
    func createArchive(
        _ input: CreateArchiveRequest, _ bus: Authorized<BusID>, in scope: RequestScope
    ) throws -> Change<CreateArchiveResponse> {
        if let pattern = input.eventPattern { try Self.requirePattern(pattern) }
        let record = ArchiveRecord(
            bus: bus.value, name: input.archiveName, id: scope.random.uuid(), description: input.description,
            pattern: input.eventPattern, kmsKeyIdentifier: try KMSKeyIdentifier.checked(input.kmsKeyIdentifier),
            retentionDays: input.retentionDays ?? 0, created: scope.now)
        return Change { transaction in
            guard try transaction.get(ArchiveRecord.self, record.key) == nil else {
                throw AWSError(
                    EventBridgeErrorCode.resourceAlreadyExistsException, "Archive \(record.name) already exists.")
            }
            let count = try transaction.count(ArchiveRecord.self, in: .region(scope.account, scope.region))
            guard count < EventBridgeQuotas.archives else { throw AWSError.limitExceeded }
            try transaction.insert(record)
            var rule = RuleRecord(
                bus: record.bus, name: record.ruleName, state: RuleState.enabled.rawValue, createdBy: scope.account,
                created: scope.now)
            rule.pattern = ArchivePattern.ofRule(record.pattern)
            rule.managedBy = "prod.vhs.events.aws.internal"
            rule.archive = record.name
            try transaction.put(rule)
            return CreateArchiveResponse(archiveArn: record.arn, state: .enabled, creationTime: record.created)
        }
    }

    func updateArchive(
        _ input: UpdateArchiveRequest, _ archive: Authorized<ArchiveRecord>, in scope: RequestScope
    ) throws -> Change<UpdateArchiveResponse> {
        if let pattern = input.eventPattern { try Self.requirePattern(pattern) }
        let kmsKey = try KMSKeyIdentifier.checked(input.kmsKeyIdentifier)
        let key = archive.value.key
        return Change { transaction in
            guard var record = try transaction.get(ArchiveRecord.self, key)?.record else {
                throw AWSError.noSuchArchive(input.archiveName)
            }
            if let description = input.description { record.description = description }
            if let days = input.retentionDays { record.retentionDays = days }
            if input.kmsKeyIdentifier != nil { record.kmsKeyIdentifier = kmsKey }
            if let pattern = input.eventPattern {
                record.pattern = pattern
                let ruleKey = RuleRecord.key(record.bus, record.ruleName)
                if var rule = try transaction.get(RuleRecord.self, ruleKey)?.record {
                    rule.pattern = ArchivePattern.ofRule(pattern)
                    try transaction.put(rule)
                }
            }
            try transaction.put(record)
            return UpdateArchiveResponse(archiveArn: record.arn, state: .enabled, creationTime: record.created)
        }
    }

    func deleteArchive(
        _ input: DeleteArchiveRequest, _ archive: Authorized<ArchiveRecord>, in scope: RequestScope
    ) -> Change<DeleteArchiveResponse> {
        let record = archive.value
        return Change { transaction in
            guard try transaction.delete(ArchiveRecord.self, record.key) else {
                throw AWSError.noSuchArchive(record.name)
            }
            try transaction.delete(RuleRecord.self, RuleRecord.key(record.bus, record.ruleName))
            try transaction.drop(record.stream)
            return DeleteArchiveResponse()
        }
    }

    func describeArchive(
        _ input: DescribeArchiveRequest, _ archive: Authorized<ArchiveRecord>, in scope: RequestScope
    ) -> DescribeArchiveResponse {
        let record = archive.value
        return DescribeArchiveResponse(
            archiveArn: record.arn, archiveName: record.name, eventSourceArn: record.bus.arn,
            description: record.description, eventPattern: record.pattern, state: .enabled,
            kmsKeyIdentifier: record.kmsKeyIdentifier, retentionDays: record.retentionDays, sizeBytes: record.size,
            eventCount: record.eventCount, creationTime: record.created)
    }

    func listArchives(
        _ input: ListArchivesRequest, _ permission: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListArchivesResponse {
        guard [input.namePrefix != nil, input.eventSourceArn != nil, input.state != nil].count(where: { $0 }) <= 1
        else {
            throw AWSError.validation("Only one of NamePrefix, EventSourceArn and State can be used as a filter.")
        }
        let page = try await page(
            ArchiveRecord.self, in: .region(scope.account, scope.region),
            where: .all(
                input.namePrefix.map { .hasPrefix(.name, $0) },
                input.eventSourceArn.map { .equals(.source, .string($0)) },
                input.state.map { .equals(.state, .string($0.rawValue)) }), input)
        let archives = page.elements.map { record in
            Archive(
                archiveName: record.name, eventSourceArn: record.bus.arn, state: .enabled,
                retentionDays: record.retentionDays, sizeBytes: record.size, eventCount: record.eventCount,
                creationTime: record.created)
        }
        return ListArchivesResponse(archives: archives, nextToken: page.nextToken)
    }
}

extension AWSError {
    static func noSuchArchive(_ name: String) -> AWSError {
        AWSError(EventBridgeErrorCode.resourceNotFoundException, "Archive \(name) does not exist.")
    }
}
