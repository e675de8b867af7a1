import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

extension EventBridge {
    /// The bus that is to be, with the permission to tag it where it comes with tags.
    func newBus(_ input: CreateEventBusRequest, in scope: RequestScope) -> ServiceKit.Target<BusID> {
        let id = BusID(account: scope.account, region: scope.region, name: input.name)
        let conditions = EventBridgeConditions(requestTags: (input.tags ?? []).map(StoredTag.init))
        let actions: [ActionName] =
            conditions.requestTags.isEmpty
            ? [ActionNames.createEventBus] : [ActionNames.createEventBus, ActionNames.tagResource]
        return ServiceKit.Target(
            id,
            checks: actions.map {
                AccessCheck(action: $0, resource: id.arn, account: scope.account, conditionKeys: conditions.value)
            })
    }

    /// Source: API reference, CreateEventBus.
    func createEventBus(
        _ input: CreateEventBusRequest, _ id: Authorized<BusID>, in scope: RequestScope
    ) throws -> Change<CreateEventBusResponse> {
        let id = id.value
        guard input.eventSourceName == nil, !input.name.contains("/") else {
            throw AWSError.invalid("Name", "EventBus name starting with 'aws.' or with '/' is for partner events only.")
        }
        guard !id.isDefault else {
            throw AWSError(
                EventBridgeErrorCode.resourceAlreadyExistsException, "Event bus \(input.name) already exists.")
        }
        var record = EventBusRecord(id)
        record.tags = try TagSet().adding(input.tags ?? []).tags
        record.description = input.description
        record.log = EventBusRecord.Log(input.logConfig)
        record.kmsKeyIdentifier = try KMSKeyIdentifier.checked(input.kmsKeyIdentifier)
        record.deadLetterARN = try DeadLetterTarget.checked(input.deadLetterConfig, in: scope)
        (record.created, record.modified) = (scope.now, scope.now)
        return Change { [record] transaction in
            guard try transaction.get(EventBusRecord.self, record.key) == nil else {
                throw AWSError(
                    EventBridgeErrorCode.resourceAlreadyExistsException, "Event bus \(input.name) already exists.")
            }
            let count = try transaction.count(EventBusRecord.self, in: .region(id.account, id.region))
            guard count < EventBridgeQuotas.buses else { throw AWSError.limitExceeded }
            try transaction.insert(record)
            return CreateEventBusResponse(
                eventBusArn: id.arn, description: record.description, kmsKeyIdentifier: record.kmsKeyIdentifier,
                deadLetterConfig: record.deadLetterARN.map { DeadLetterConfig(arn: $0) }, logConfig: record.log?.model)
        }
    }

    func updateEventBus(
        _ input: UpdateEventBusRequest, _ bus: Authorized<EventBusRecord>, in scope: RequestScope
    ) throws -> Change<UpdateEventBusResponse> {
        let id = bus.value.id
        let kmsKey = try KMSKeyIdentifier.checked(input.kmsKeyIdentifier)
        let deadLetter = try DeadLetterTarget.checked(input.deadLetterConfig, in: scope)
        return Change { transaction in
            guard var record = try transaction.bus(id) else { throw AWSError.noSuchBus(id.name) }
            if let description = input.description { record.description = description }
            // An empty identifier takes the key away, an empty configuration the dead-letter target.
            if input.kmsKeyIdentifier != nil { record.kmsKeyIdentifier = kmsKey }
            if input.deadLetterConfig != nil { record.deadLetterARN = deadLetter }
            if let log = input.logConfig { record.log = EventBusRecord.Log(log) }
            record.modified = scope.now
            try transaction.put(record)
            return UpdateEventBusResponse(
                arn: id.arn, name: id.name, kmsKeyIdentifier: record.kmsKeyIdentifier,
                description: record.description,
                deadLetterConfig: record.deadLetterARN.map { DeadLetterConfig(arn: $0) }, logConfig: record.log?.model)
        }
    }

    func describeEventBus(
        _ input: DescribeEventBusRequest, _ bus: Authorized<EventBusRecord>, in scope: RequestScope
    ) async throws -> DescribeEventBusResponse {
        let record = bus.value
        return DescribeEventBusResponse(
            name: record.id.name, arn: record.id.arn, description: record.description,
            kmsKeyIdentifier: record.kmsKeyIdentifier,
            deadLetterConfig: record.deadLetterARN.map { DeadLetterConfig(arn: $0) },
            policy: try await shownPolicy(of: record), logConfig: record.log?.model, creationTime: record.created,
            lastModifiedTime: record.modified)
    }

    /// The default bus comes first of all whose names begin like that, whether or not it has a record.
    func listEventBuses(
        _ input: ListEventBusesRequest, _ permission: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListEventBusesResponse {
        let prefix = input.namePrefix ?? ""
        let page = try await page(
            EventBusRecord.self, in: .region(scope.account, scope.region), where: .hasPrefix(.name, prefix), input)
        var buses = page.elements
        let standard = BusID(account: scope.account, region: scope.region, name: BusID.defaultName)
        let isRecorded = try store.get(EventBusRecord.self, EventBusRecord.key(standard)) != nil
        if !isRecorded, input.nextToken == nil, BusID.defaultName.hasPrefix(prefix) {
            buses.insert(EventBusRecord(standard), at: 0)
        }
        var models: [EventBus] = []
        for bus in buses {
            models.append(
                EventBus(
                    name: bus.id.name, arn: bus.id.arn, description: bus.description,
                    policy: try await shownPolicy(of: bus), creationTime: bus.created, lastModifiedTime: bus.modified))
        }
        return ListEventBusesResponse(eventBuses: models, nextToken: page.nextToken)
    }

    private func shownPolicy(of bus: EventBusRecord) async throws -> String? {
        guard let policy = bus.policy else { return nil }
        return try await bus.principals?.show(policy, in: principals) ?? policy
    }

    /// A bus that is not there is as good as deleted.
    func busToDelete(_ input: DeleteEventBusRequest, in scope: RequestScope) throws -> ServiceKit.Target<BusID> {
        let id = try BusID(input.name, in: scope)
        return ServiceKit.Target(
            id,
            AccessCheck(
                action: ActionNames.deleteEventBus, resource: id.arn, account: id.account,
                policy: try bus(id, in: scope)?.attachedPolicy(), auditType: "AWS::Events::EventBus"))
    }

    func deleteEventBus(
        _ input: DeleteEventBusRequest, _ id: Authorized<BusID>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let id = id.value
        guard !id.isDefault else { throw AWSError.validation("Cannot delete event bus default.") }
        return Change { transaction in
            let rules = try transaction.count(
                RuleRecord.self, in: .region(id.account, id.region), where: .equals(.bus, .string(id.name)))
            guard rules == 0 else {
                throw AWSError.validation("Event bus \(id.name) can't be deleted since it has rules.")
            }
            try transaction.delete(EventBusRecord.self, EventBusRecord.key(id))
            return EmptyStructure()
        }
    }
}
