import AWSProtocols
import Essentials
import EventBridgeModel
import ServiceKit
import Store

extension EventBridge {
    /// The rule that is to have targets, and the roles that are handed over with them.
    func ruleToPutTargets(
        _ input: PutTargetsRequest, in scope: RequestScope
    ) async throws -> ServiceKit.Target<FoundRule> {
        let find: Lookup<PutTargetsRequest, FoundRule> = rule(
            \.rule, on: \.eventBusName, ActionNames.putTargets,
            conditions: { EventBridgeConditions(targetARNs: $0.targets.map(\.arn)) })
        var target = try await find(input, scope)
        target.checks += Set(input.targets.compactMap(\.roleArn)).sorted().map { passRole($0, in: scope) }
        return target
    }

    /// Source: API reference, PutTargets.
    func putTargets(
        _ input: PutTargetsRequest, _ found: Authorized<FoundRule>, in scope: RequestScope
    ) throws -> Change<PutTargetsResponse> {
        let rule = found.value.rule
        guard rule.managedBy == nil else { throw AWSError.managedRule(rule.name) }
        let check = TargetCheck(bus: rule.bus, scope: scope)
        var failed: [PutTargetsResultEntry] = []
        var accepted: [StoredTarget] = []
        for target in input.targets.map(rule.keepingRole) {
            if let entry = try check.check(target) {
                failed.append(entry)
            } else {
                accepted.removeAll { $0.id == target.id }
                accepted.append(StoredTarget(target))
            }
        }
        return Change { [accepted, failed] transaction in
            guard var current = try transaction.get(RuleRecord.self, rule.key)?.record else {
                throw AWSError.noSuchRule(rule.name, on: rule.bus)
            }
            for target in accepted { current.put(target) }
            guard current.targets.count <= EventBridgeQuotas.targetsPerRule else { throw AWSError.limitExceeded }
            if !accepted.isEmpty { try transaction.put(current) }
            return PutTargetsResponse(failedEntryCount: failed.count, failedEntries: failed)
        }
    }

    func removeTargets(
        _ input: RemoveTargetsRequest, _ found: Authorized<FoundRule>, in scope: RequestScope
    ) throws -> Change<RemoveTargetsResponse> {
        let rule = found.value.rule
        guard rule.managedBy == nil || input.force == true else { throw AWSError.managedRule(rule.name) }
        return Change { transaction in
            guard var current = try transaction.get(RuleRecord.self, rule.key)?.record else {
                throw AWSError.noSuchRule(rule.name, on: rule.bus)
            }
            let known = Set(current.targets.map(\.id))
            let failed = input.ids.filter { !known.contains($0) }.map { id in
                RemoveTargetsResultEntry(
                    targetId: id, errorCode: "ResourceNotFoundException",
                    errorMessage: "Rule \(rule.name) does not have a target with the Id \(id).")
            }
            current.targets.removeAll { input.ids.contains($0.id) }
            try transaction.put(current)
            return RemoveTargetsResponse(failedEntryCount: failed.count, failedEntries: failed)
        }
    }

    func listTargetsByRule(
        _ input: ListTargetsByRuleRequest, _ found: Authorized<FoundRule>, in scope: RequestScope
    ) throws -> ListTargetsByRuleResponse {
        let rule = found.value.rule
        let page = try page(
            of: rule.targets.sorted { $0.id < $1.id }, list: "targets of \(rule.arn)", at: \.id, input)
        return ListTargetsByRuleResponse(targets: page.elements.map(\.model), nextToken: page.nextToken)
    }
}

extension RuleRecord {
    /// A target of another account's bus that is put again without its role keeps it.
    /// Source: API reference, PutTargets, note.
    fileprivate func keepingRole(_ target: EventBridgeModel.Target) -> EventBridgeModel.Target {
        var target = target
        if target.roleArn == nil {
            target.roleArn = targets.first { $0.id == target.id && $0.arn == target.arn }?.roleARN
        }
        return target
    }

    fileprivate mutating func put(_ target: StoredTarget) {
        if let index = targets.firstIndex(where: { $0.id == target.id }) {
            targets[index] = target
        } else {
            targets.append(target)
        }
    }
}
