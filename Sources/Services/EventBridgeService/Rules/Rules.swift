import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

extension EventBridge {
    func describeRule(
        _ input: DescribeRuleRequest, _ found: Authorized<FoundRule>, in scope: RequestScope
    ) -> DescribeRuleResponse {
        let rule = found.value.rule
        return DescribeRuleResponse(
            name: rule.name, arn: rule.arn, eventPattern: rule.pattern, scheduleExpression: rule.schedule,
            state: RuleState(rawValue: rule.state), description: rule.description, roleArn: rule.roleARN,
            managedBy: rule.managedBy, eventBusName: rule.bus.name, createdBy: rule.createdBy.description)
    }

    func enableRule(
        _ input: EnableRuleRequest, _ found: Authorized<FoundRule>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try setState(.enabled, of: found.value.rule, at: scope.now)
    }

    func disableRule(
        _ input: DisableRuleRequest, _ found: Authorized<FoundRule>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try setState(.disabled, of: found.value.rule, at: scope.now)
    }

    private func setState(_ state: RuleState, of rule: RuleRecord, at now: Timestamp) throws -> Change<EmptyStructure> {
        guard rule.managedBy == nil else { throw AWSError.managedRule(rule.name) }
        return Change { transaction in
            guard var current = try transaction.get(RuleRecord.self, rule.key)?.record else {
                throw AWSError.noSuchRule(rule.name, on: rule.bus)
            }
            // A rule that is enabled keeps the kind of events that it is enabled for.
            if current.isEnabled != (state == .enabled) { current.state = state.rawValue }
            current.scheduleDue =
                current.isEnabled
                ? current.schedule.flatMap(ScheduleExpression.init)?.next(after: now, from: current.created) : nil
            try transaction.put(current)
            return EmptyStructure()
        }
    }

    /// A rule that is not there is as good as deleted.
    func ruleToDelete(_ input: DeleteRuleRequest, in scope: RequestScope) throws -> ServiceKit.Target<BusID> {
        let id = try BusID(input.eventBusName, in: scope)
        let rule = try store.get(RuleRecord.self, RuleRecord.key(id, input.name))?.record
        var conditions = EventBridgeConditions(resourceTags: rule?.tags ?? [])
        conditions.creatorAccount = rule?.createdBy
        conditions.managedBy = rule?.managedBy
        let arn = id.ruleARN(input.name)
        guard let bus = try bus(id, in: scope) else {
            throw TargetNotFound(
                .noSuchBus(id.name),
                check: AccessCheck(action: ActionNames.deleteRule, resource: arn, account: id.account))
        }
        return ServiceKit.Target(
            id, try check(ActionNames.deleteRule, on: arn, auditType: "AWS::Events::Rule", of: bus, conditions))
    }

    func deleteRule(
        _ input: DeleteRuleRequest, _ bus: Authorized<BusID>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let key = RuleRecord.key(bus.value, input.name)
        return Change { transaction in
            guard let rule = try transaction.get(RuleRecord.self, key)?.record else { return EmptyStructure() }
            guard rule.managedBy == nil || input.force == true else { throw AWSError.managedRule(rule.name) }
            guard rule.targets.isEmpty else {
                throw AWSError.validation("Rule can't be deleted since it has targets.")
            }
            try transaction.delete(RuleRecord.self, key)
            return EmptyStructure()
        }
    }

    /// Source: API reference, ListRules.
    func listRules(
        _ input: ListRulesRequest, _ bus: Authorized<EventBusRecord>, in scope: RequestScope
    ) async throws -> ListRulesResponse {
        let id = bus.value.id
        let page = try await page(
            RuleRecord.self, in: .region(id.account, id.region),
            where: .all(.equals(.bus, .string(id.name)), input.namePrefix.map { .hasPrefix(.name, $0) }), input)
        let rules = page.elements.map { rule in
            Rule(
                name: rule.name, arn: rule.arn, eventPattern: rule.pattern, state: RuleState(rawValue: rule.state),
                description: rule.description, scheduleExpression: rule.schedule, roleArn: rule.roleARN,
                managedBy: rule.managedBy, eventBusName: rule.bus.name)
        }
        return ListRulesResponse(rules: rules, nextToken: page.nextToken)
    }

    func listRuleNamesByTarget(
        _ input: ListRuleNamesByTargetRequest, _ bus: Authorized<EventBusRecord>, in scope: RequestScope
    ) async throws -> ListRuleNamesByTargetResponse {
        let id = bus.value.id
        let page = try await page(
            RuleRecord.self, in: .region(id.account, id.region),
            where: .all(.equals(.bus, .string(id.name)), .equals(.target, .string(input.targetArn))), input)
        return ListRuleNamesByTargetResponse(ruleNames: page.elements.map(\.name), nextToken: page.nextToken)
    }
}
