import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// What AWS manages of the type comes first, then the organization's own, in order of id.
    func listPolicies(
        _ input: ListPoliciesRequest, on member: Authorized<Member>, in scope: RequestScope
    ) async throws -> ListPoliciesResponse {
        let organization = member.value.organization
        let isOfType = Predicate.equals(
            .policyType, .string(PolicyRecord.indexValue(of: input.filter, in: organization.id)))
        let managed = input.nextToken == nil ? OrganizationPolicy.awsManaged.filter { $0.type == input.filter } : []
        let part = PagePart(nextToken: input.nextToken, size: input.pageSize - managed.count)
        let page =
            part.size > 0
            ? try await page(PolicyRecord.self, where: isOfType, part, for: scope)
            : try start(PolicyRecord.self, where: isOfType, for: scope)
        let own = page.elements.map { OrganizationPolicy($0, in: organization) }
        return ListPoliciesResponse(
            policies: (managed + own).map { PolicySummary(of: $0) }, nextToken: page.nextToken)
    }

    /// Those that hang on the target itself; none that it inherits.
    func listPoliciesForTarget(
        _ input: ListPoliciesForTargetRequest, on target: Authorized<Held<PolicyTarget>>, in scope: RequestScope
    ) throws -> ListPoliciesForTargetResponse {
        let (organization, target) = (target.value.organization, target.value.resource)
        let policies = try store.readNow { transaction in
            try transaction.attachments(on: target.id, in: organization).attachments(of: input.filter)
                .compactMap { try transaction.policy($0.policyID, in: organization) }
                .sorted { $0.id < $1.id }
        }
        let page = try page(
            of: policies, list: "policiesForTarget/\(target.id)/\(input.filter.rawValue)", at: \.id, input)
        return ListPoliciesForTargetResponse(
            policies: page.elements.map { PolicySummary(of: $0) }, nextToken: page.nextToken)
    }

    func listTargetsForPolicy(
        _ input: ListTargetsForPolicyRequest, on policy: Authorized<Held<OrganizationPolicy>>, in scope: RequestScope
    ) async throws -> ListTargetsForPolicyResponse {
        let organization = policy.value.organization
        let isAttached = Predicate.equals(
            .policy, .string(PolicyTargetRecord.indexValue(of: policy.value.resource.id, in: organization.id)))
        let page = try await page(
            PolicyTargetRecord.self, where: isAttached, input, for: scope)
        let targets = try store.readNow { transaction in
            try page.elements.compactMap { try transaction.policyTarget($0.id, in: organization) }
        }
        return ListTargetsForPolicyResponse(
            targets: targets.map { PolicyTargetSummary(of: $0) }, nextToken: page.nextToken)
    }
}
