import AWSProtocols
import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

extension Organizations {
    /// What the input names, to be tagged or asked for its tags.
    func tagged<Input>(
        _ id: KeyPath<Input, String> & Sendable, _ action: ActionName, for audience: Audience,
        conditions: @escaping Conditions<Input> = { _ in OrganizationsConditions() }
    ) -> Lookup<Input, Held<any TaggedRecord>> {
        { input, scope in
            let member = try member(scope, action, for: audience)
            var conditions = conditions(input)
            guard let record = try store.readNow({ try $0.tagged(input[keyPath: id], in: member.organization) }) else {
                let check = try check(action, member, for: audience, conditions, in: scope)
                throw TargetNotFound(.targetNotFound, check: check)
            }
            conditions.resourceTags = record.tags
            conditions.policyType = record.policyType
            let arn = record.arn(in: member.organization)
            return Target(
                Held(member: member, resource: record),
                try check(action, member, on: arn, for: audience, conditions, in: scope))
        }
    }

    func tagResource(
        _ input: TagResourceRequest, _ record: Authorized<Held<any TaggedRecord>>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(input.resourceId, in: record.value.organization) { try TagSet($0).adding(input.tags).tags }
    }

    func untagResource(
        _ input: UntagResourceRequest, _ record: Authorized<Held<any TaggedRecord>>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(input.resourceId, in: record.value.organization) { TagSet($0).removing(input.tagKeys).tags }
    }

    /// In order of key.
    func listTagsForResource(
        _ input: ListTagsForResourceRequest, _ record: Authorized<Held<any TaggedRecord>>, in scope: RequestScope
    ) throws -> ListTagsForResourceResponse {
        let tags = record.value.resource.tags.sorted { $0.key < $1.key }
        let page = try page(of: tags, list: "organizations.tags/\(input.resourceId)", at: \.key, input)
        return ListTagsForResourceResponse(
            tags: page.elements.map { Tag(key: $0.key, value: $0.value) }, nextToken: page.nextToken)
    }

    private func change(
        _ id: String, in organization: OrganizationRecord,
        _ body: @escaping @Sendable ([StoredTag]) throws -> [StoredTag]
    ) -> Change<EmptyStructure> {
        Change { transaction in
            guard var record = try transaction.tagged(id, in: organization) else { throw AWSError.targetNotFound }
            record.tags = try body(record.tags)
            try transaction.put(record)
            return EmptyStructure()
        }
    }
}
