import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

/// A rule or a bus, by its ARN.
struct TaggedResource: Sendable {
    enum Kind: Sendable {
        case bus
        case rule(String)
    }

    let bus: EventBusRecord
    let kind: Kind
    let tags: [StoredTag]
    let managedBy: String?
}

extension EventBridge {
    func tagged<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping @Sendable (Input) -> EventBridgeConditions = { _ in EventBridgeConditions() }
    ) -> Lookup<Input, TaggedResource> {
        { input, scope in
            let arn = input[keyPath: arn]
            var conditions = conditions(input)
            guard let found = try tagged(arn, in: scope) else {
                let account = ARN(arn).flatMap { AccountID($0.account) } ?? scope.account
                throw TargetNotFound(
                    .noSuchResource(arn), check: AccessCheck(action: action, resource: arn, account: account))
            }
            conditions.resourceTags = found.tags
            return ServiceKit.Target(found, try check(action, on: arn, of: found.bus, conditions))
        }
    }

    private func tagged(_ text: String, in scope: RequestScope) throws -> TaggedResource? {
        if let id = BusID(arn: text) {
            return try bus(id, in: scope).map {
                TaggedResource(bus: $0, kind: .bus, tags: $0.tags, managedBy: nil)
            }
        }
        guard let arn = ARN(text), arn.service == "events", arn.resourceType == "rule",
            let account = AccountID(arn.account), let region = Region(arn.region)
        else { return nil }
        let parts = arn.resourceName.split(separator: "/")
        guard let name = parts.last.map(String.init), parts.count <= 2 else { return nil }
        let id = BusID(
            account: account, region: region, name: parts.count == 2 ? String(parts[0]) : BusID.defaultName)
        guard let bus = try bus(id, in: scope),
            let rule = try store.get(RuleRecord.self, RuleRecord.key(id, name))?.record
        else { return nil }
        return TaggedResource(bus: bus, kind: .rule(name), tags: rule.tags, managedBy: rule.managedBy)
    }

    func tagResource(
        _ input: TagResourceRequest, _ resource: Authorized<TaggedResource>, in scope: RequestScope
    ) throws -> Change<TagResourceResponse> {
        try change(resource.value, at: scope.now) { tags throws in
            try TagSet(tags).adding(input.tags).tags
        } answering: {
            TagResourceResponse()
        }
    }

    func untagResource(
        _ input: UntagResourceRequest, _ resource: Authorized<TaggedResource>, in scope: RequestScope
    ) throws -> Change<UntagResourceResponse> {
        try change(resource.value, at: scope.now) { tags throws in
            TagSet(tags).removing(input.tagKeys).tags
        } answering: {
            UntagResourceResponse()
        }
    }

    func listTagsForResource(
        _ input: ListTagsForResourceRequest, _ resource: Authorized<TaggedResource>, in scope: RequestScope
    ) -> ListTagsForResourceResponse {
        ListTagsForResourceResponse(tags: resource.value.tags.map(\.model))
    }

    private func change<Output: Sendable>(
        _ resource: TaggedResource, at now: Timestamp,
        _ body: @escaping @Sendable ([StoredTag]) throws -> [StoredTag],
        answering answer: @escaping @Sendable () -> Output
    ) throws -> Change<Output> {
        let id = resource.bus.id
        if case .rule(let name) = resource.kind {
            guard resource.managedBy == nil else { throw AWSError.managedRule(name) }
            return Change { transaction in
                guard var rule = try transaction.get(RuleRecord.self, RuleRecord.key(id, name))?.record else {
                    throw AWSError.noSuchRule(name, on: id)
                }
                rule.tags = try body(rule.tags)
                try transaction.put(rule)
                return answer()
            }
        }
        return Change { transaction in
            guard var bus = try transaction.bus(id) else { throw AWSError.noSuchBus(id.name) }
            bus.tags = try body(bus.tags)
            try transaction.put(bus)
            return answer()
        }
    }
}
