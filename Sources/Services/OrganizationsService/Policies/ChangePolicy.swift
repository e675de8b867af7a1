import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// A change is in force on the next call of everyone below the policy's targets.
    func updatePolicy(
        _ input: UpdatePolicyRequest, on policy: Authorized<Held<OrganizationPolicy>>, in scope: RequestScope
    ) throws -> Change<UpdatePolicyResponse> {
        let organization = policy.value.organization
        guard !policy.value.resource.isAWSManaged else { throw AWSError.policyImmutable }
        if let content = input.content { try PolicyText.check(content, as: policy.value.resource.type) }
        return Change { transaction in
            guard var record = try transaction.get(PolicyRecord.self, PolicyRecord.key(input.policyId))?.record else {
                throw AWSError.policyNotFound
            }
            record.name = input.name ?? record.name
            record.description = input.description ?? record.description
            record.content = input.content ?? record.content
            record.updatedAt = scope.now
            try transaction.putPolicy(record)
            return UpdatePolicyResponse(policy: Policy(of: OrganizationPolicy(record, in: organization)))
        }
    }

    func deletePolicy(
        _ input: DeletePolicyRequest, on policy: Authorized<Held<OrganizationPolicy>>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let organization = policy.value.organization
        guard !policy.value.resource.isAWSManaged else { throw AWSError.policyImmutable }
        return Change { transaction in
            let isAttached = Predicate.equals(
                .policy, .string(PolicyTargetRecord.indexValue(of: input.policyId, in: organization.id)))
            guard try transaction.first(PolicyTargetRecord.self, in: .account(nil), where: isAttached) == nil else {
                throw AWSError.policyInUse
            }
            guard try transaction.delete(PolicyRecord.self, PolicyRecord.key(input.policyId)) else {
                throw AWSError.policyNotFound
            }
            return EmptyStructure()
        }
    }

    func describePolicy(
        _ input: DescribePolicyRequest, on policy: Authorized<Held<OrganizationPolicy>>, in scope: RequestScope
    ) -> DescribePolicyResponse {
        DescribePolicyResponse(policy: Policy(of: policy.value.resource))
    }
}
