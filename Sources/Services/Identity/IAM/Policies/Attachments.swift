import AWSProtocols
import IAMModel
import ServiceKit

/// The input of an operation that attaches a managed policy to an entity, or takes it off.
protocol AttachmentInput: ModelInput {
    var policyArn: String { get }
}

extension AttachUserPolicyRequest: AttachmentInput {}
extension AttachGroupPolicyRequest: AttachmentInput {}
extension AttachRolePolicyRequest: AttachmentInput {}
extension DetachUserPolicyRequest: AttachmentInput {}
extension DetachGroupPolicyRequest: AttachmentInput {}
extension DetachRolePolicyRequest: AttachmentInput {}

extension AttachmentInput {
    var conditions: RequestConditions { RequestConditions(policyARN: policyArn, concernsBoundary: true) }
}

extension IAM {
    /// Does nothing where the policy is attached already.
    func attach<Entity: IAMEntity>(
        _ input: some AttachmentInput, to entity: Authorized<Entity>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try entity.value.requireModifiable()
        let arn = try PolicyARN(input.policyArn)
        try arn.requireAttachable()
        return change(entity.value) { entity, transaction in
            guard try transaction.managedPolicy(arn, for: entity.account) != nil else {
                throw AWSError.notAttachable(arn.text)
            }
            guard !entity.attachedPolicies.contains(arn.text) else { return }
            guard entity.attachedPolicies.count < IAMQuotas.attachedPolicies else {
                throw AWSError.quotaExceeded("PoliciesPer\(Entity.type.title)", IAMQuotas.attachedPolicies)
            }
            entity.attachedPolicies.append(arn.text)
        }
    }

    func detach<Entity: IAMEntity>(
        _ input: some AttachmentInput, from entity: Authorized<Entity>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try entity.value.requireModifiable()
        let arn = try PolicyARN(input.policyArn)
        return change(entity.value) { entity, _ in
            guard let index = entity.attachedPolicies.firstIndex(of: arn.text) else {
                throw AWSError.noSuchPolicy(arn.text)
            }
            entity.attachedPolicies.remove(at: index)
        }
    }

    func listAttachedUserPolicies(
        _ input: ListAttachedUserPoliciesRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> ListAttachedUserPoliciesResponse {
        let page = try attachedPolicies(of: user.value, input, for: scope)
        return ListAttachedUserPoliciesResponse(
            attachedPolicies: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    func listAttachedGroupPolicies(
        _ input: ListAttachedGroupPoliciesRequest, on group: Authorized<GroupRecord>, in scope: RequestScope
    ) throws -> ListAttachedGroupPoliciesResponse {
        let page = try attachedPolicies(of: group.value, input, for: scope)
        return ListAttachedGroupPoliciesResponse(
            attachedPolicies: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    func listAttachedRolePolicies(
        _ input: ListAttachedRolePoliciesRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) throws -> ListAttachedRolePoliciesResponse {
        let page = try attachedPolicies(of: role.value, input, for: scope)
        return ListAttachedRolePoliciesResponse(
            attachedPolicies: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    private func attachedPolicies(
        of entity: some IAMEntity, _ input: some PathInput, for scope: RequestScope
    ) throws -> Page<AttachedPolicy> {
        let policies = entity.attachedPolicies.compactMap(PolicyARN.init(parsing:))
            .filter { input.pathPrefix.map($0.path.hasPrefix) ?? true }
            .sorted { $0.place < $1.place }
        return try page(of: policies, list: "iam.attached/\(entity.arn)", at: \.place, input, for: scope)
            .map { AttachedPolicy(policyName: $0.name, policyArn: $0.text) }
    }
}
