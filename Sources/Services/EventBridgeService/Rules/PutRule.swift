import AWSProtocols
import Essentials
import EventBridgeModel
import EventPatterns
import PolicyEngine
import ServiceKit
import Store

extension EventBridge {
    /// The rule that is to be, or that is to be changed.
    func ruleToPut(_ input: PutRuleRequest, in scope: RequestScope) throws -> ServiceKit.Target<EventBusRecord> {
        let id = try BusID(input.eventBusName, in: scope)
        let existing = try store.get(RuleRecord.self, RuleRecord.key(id, input.name))?.record
        var conditions = EventBridgeConditions(
            resourceTags: existing?.tags ?? [], requestTags: (input.tags ?? []).map(StoredTag.init))
        conditions.creatorAccount = existing?.createdBy ?? scope.account
        conditions.managedBy = existing?.managedBy
        if let pattern = input.eventPattern.flatMap({ try? JSON(parsing: $0) }) {
            conditions.source = pattern["source"]?.array?.compactMap(\.string)
            conditions.detailType = pattern["detail-type"]?.array?.compactMap(\.string)
        }
        let arn = id.ruleARN(input.name)
        guard let bus = try bus(id, in: scope) else {
            throw TargetNotFound(
                .noSuchBus(id.name), check: AccessCheck(action: ActionNames.putRule, resource: arn, account: id.account)
            )
        }
        let question = try check(ActionNames.putRule, on: arn, auditType: "AWS::Events::Rule", of: bus, conditions)
        var checks = [question]
        if !conditions.requestTags.isEmpty {
            checks.append(
                try check(ActionNames.tagResource, on: arn, auditType: "AWS::Events::Rule", of: bus, conditions))
        }
        if let role = input.roleArn { checks.append(passRole(role, in: scope)) }
        return ServiceKit.Target(bus, checks: checks)
    }

    /// May the caller hand this role to EventBridge?
    func passRole(_ role: String, in scope: RequestScope) -> AccessCheck {
        let account = ARN(role).flatMap { AccountID($0.account) } ?? scope.account
        let conditions = EventBridgeConditions(passedToService: Self.principal)
        return AccessCheck(
            action: ActionNames.passRole, resource: role, account: account, conditionKeys: conditions.value)
    }

    /// Source: API reference, PutRule.
    func putRule(
        _ input: PutRuleRequest, _ bus: Authorized<EventBusRecord>, in scope: RequestScope
    ) throws -> Change<PutRuleResponse> {
        let id = bus.value.id
        let schedule = try Self.schedule(of: input, on: id)
        if let pattern = input.eventPattern { try Self.requirePattern(pattern) }
        let tags = try TagSet().adding(input.tags ?? []).tags
        return Change { transaction in
            let existing = try transaction.get(RuleRecord.self, RuleRecord.key(id, input.name))?.record
            if existing == nil {
                let count = try transaction.count(
                    RuleRecord.self, in: .region(id.account, id.region), where: .equals(.bus, .string(id.name)))
                guard count < EventBridgeQuotas.rulesPerBus else { throw AWSError.limitExceeded }
            }
            if existing?.managedBy != nil { throw AWSError.managedRule(input.name) }
            var rule =
                existing
                ?? RuleRecord(
                    bus: id, name: input.name, state: RuleState.enabled.rawValue, createdBy: scope.account, tags: tags,
                    created: scope.now)
            rule.pattern = input.eventPattern
            rule.schedule = input.scheduleExpression
            rule.description = input.description
            rule.roleARN = input.roleArn
            rule.state = (input.state ?? .enabled).rawValue
            rule.scheduleDue = rule.isEnabled ? schedule?.next(after: scope.now, from: rule.created) : nil
            try transaction.put(rule)
            return PutRuleResponse(ruleArn: rule.arn)
        }
    }

    private static func schedule(of input: PutRuleRequest, on bus: BusID) throws(AWSError) -> ScheduleExpression? {
        guard let text = input.scheduleExpression, !text.isEmpty else {
            guard input.eventPattern != nil else {
                throw .validation("Parameter(s) EventPattern or ScheduleExpression must be specified.")
            }
            return nil
        }
        guard bus.isDefault else {
            throw .validation("ScheduleExpression is supported only on the default event bus.")
        }
        guard let schedule = ScheduleExpression(text) else {
            throw .validation("Parameter ScheduleExpression is not valid.")
        }
        return schedule
    }

    /// Throws InvalidEventPatternException where the text is no pattern.
    @discardableResult
    static func requirePattern(_ text: String) throws(AWSError) -> EventPattern {
        do throws(PatternError) {
            return try EventPattern(parsing: text)
        } catch {
            throw AWSError(
                EventBridgeErrorCode.invalidEventPatternException,
                "Event pattern is not valid. Reason: \(error.message(in: text))")
        }
    }

    /// Source: API reference, TestEventPattern: the event needs the fields of an envelope.
    func testEventPattern(
        _ input: TestEventPatternRequest, _ permission: Authorized<Void>, in scope: RequestScope
    ) throws -> TestEventPatternResponse {
        let pattern = try Self.requirePattern(input.eventPattern)
        guard let event = try? JSON(parsing: input.event), event.object != nil else {
            throw AWSError.invalid("Event", "Event is not valid JSON.")
        }
        for name in ["id", "account", "source", "time", "region", "resources", "detail-type"] where event[name] == nil {
            throw AWSError.invalid("Event", "Event is missing the required field \(name).")
        }
        do throws(EventError) {
            return TestEventPatternResponse(result: try pattern.matches(Array(input.event.utf8)))
        } catch { throw AWSError.invalid("Event", "Event is not valid JSON.") }
    }
}
