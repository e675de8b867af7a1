import AWSProtocols
import Essentials
import PolicyEngine
import ServiceKit
import Store

/// How an operation finds what it acts on, and what must be asked before it may.
typealias Lookup<Input, Resource: Sendable> = @Sendable (Input, RequestScope) async throws -> Target<Resource>

/// A rule on its bus.
struct FoundRule: Sendable {
    let bus: EventBusRecord
    let rule: RuleRecord
}

extension EventBridge {
    /// Nothing in particular.
    func nothing<Input>(_ action: ActionName, on type: String = "*") -> Lookup<Input, Void> {
        { _, scope in
            let resource = type == "*" ? "*" : "arn:aws:events:\(scope.region):\(scope.account):\(type)"
            return Target((), AccessCheck(action: action, resource: resource, account: scope.account))
        }
    }

    /// The bus that an input names.
    func bus<Input>(
        _ name: @escaping @Sendable (Input) -> String?, _ action: ActionName
    ) -> Lookup<Input, EventBusRecord> {
        { input, scope in
            let id = try BusID(name(input), in: scope)
            return try busTarget(id, action, in: scope)
        }
    }

    func busTarget(_ id: BusID, _ action: ActionName, in scope: RequestScope) throws -> Target<EventBusRecord> {
        guard let bus = try bus(id, in: scope) else {
            throw TargetNotFound(
                .noSuchBus(id.name), check: AccessCheck(action: action, resource: id.arn, account: id.account))
        }
        return Target(bus, try check(action, of: bus, EventBridgeConditions(resourceTags: bus.tags)))
    }

    /// A bus of another region is not to be found in this one.
    func bus(_ id: BusID, in scope: RequestScope) throws -> EventBusRecord? {
        id.region == scope.region ? try store.readNow { try $0.bus(id) } : nil
    }

    /// The rule that an input names, which must be there.
    func rule<Input>(
        _ name: KeyPath<Input, String> & Sendable, on bus: KeyPath<Input, String?> & Sendable, _ action: ActionName,
        conditions: @escaping @Sendable (Input) -> EventBridgeConditions = { _ in EventBridgeConditions() }
    ) -> Lookup<Input, FoundRule> {
        { input, scope in
            let id = try BusID(input[keyPath: bus], in: scope)
            let name = input[keyPath: name]
            var conditions = conditions(input)
            let question = AccessCheck(
                action: action, resource: id.ruleARN(name), account: id.account, conditionKeys: conditions.value)
            guard let bus = try self.bus(id, in: scope) else {
                throw TargetNotFound(.noSuchBus(id.name), check: question)
            }
            guard let rule = try store.get(RuleRecord.self, RuleRecord.key(id, name))?.record else {
                throw TargetNotFound(.noSuchRule(name, on: id), check: question)
            }
            conditions.resourceTags = rule.tags
            conditions.creatorAccount = rule.createdBy
            conditions.managedBy = rule.managedBy
            return Target(
                FoundRule(bus: bus, rule: rule),
                try check(action, on: rule.arn, auditType: "AWS::Events::Rule", of: bus, conditions))
        }
    }

    /// The question about something on a bus, whose policy has a say.
    /// - Parameter arn: nil for the bus itself
    func check(
        _ action: ActionName, on arn: String? = nil, auditType: String = "AWS::Events::EventBus",
        of bus: EventBusRecord, _ conditions: EventBridgeConditions
    ) throws -> AccessCheck {
        AccessCheck(
            action: action, resource: arn ?? bus.id.arn, account: bus.id.account, policy: try bus.attachedPolicy(),
            auditType: auditType, conditionKeys: conditions.value)
    }

    /// Something of the caller's own that has no policy.
    func own<Input, Record: StoredRecord & EventBridgeResource>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName,
        or error: @escaping @Sendable (String) -> AWSError
    ) -> Lookup<Input, Record> {
        { input, scope in
            let name = input[keyPath: name]
            let key = RecordKey(account: scope.account, region: scope.region, id: name)
            guard let record = try store.get(Record.self, key)?.record else {
                let arn = "arn:aws:events:\(scope.region):\(scope.account):\(Record.resourceType)/\(name)"
                throw TargetNotFound(
                    error(name), check: AccessCheck(action: action, resource: arn, account: scope.account))
            }
            return Target(
                record,
                AccessCheck(
                    action: action, resource: record.arn, account: scope.account, auditType: Record.auditType))
        }
    }

    /// What is to be made under a name.
    func new<Input>(
        _ type: String, _ name: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, Void> {
        { input, scope in
            let arn = "arn:aws:events:\(scope.region):\(scope.account):\(type)/\(input[keyPath: name])"
            return Target((), AccessCheck(action: action, resource: arn, account: scope.account))
        }
    }
}

/// Something that a caller's account has under a name, in a region.
protocol EventBridgeResource: Sendable {
    /// As ARNs spell it.
    static var resourceType: String { get }
    static var auditType: String { get }
    var arn: String { get }
}
