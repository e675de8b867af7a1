import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// Tags are asked about too, as of every policy of the type.
    func newPolicy(_ input: CreatePolicyRequest, in scope: RequestScope) async throws -> Target<Member> {
        let conditions = OrganizationsConditions(tags: input.tags ?? [], policyType: input.type)
        let find: Lookup<CreatePolicyRequest, Member> = organization(
            "organizations:CreatePolicy", for: .managers, conditions: { _ in conditions })
        let target = try await find(input, scope)
        let organization = target.resource.organization
        let policies = organization.arn("policy", organization.id, input.type.rawValue.lowercased(), "*")
        return creation(target, taggedAs: policies, input.tags)
    }

    func createPolicy(
        _ input: CreatePolicyRequest, on member: Authorized<Member>, in scope: RequestScope
    ) throws -> Change<CreatePolicyResponse> {
        let organization = member.value.organization
        guard !input.name.utf8.contains(0) else {
            throw AWSError.invalidInput(
                "INVALID_PATTERN", "You provided a value that doesn't match the required pattern.")
        }
        guard organization.featureSet == .all else { throw AWSError.policyTypeNotAvailable }
        try PolicyText.check(input.content, as: input.type)
        let policy = PolicyRecord(
            id: OrganizationsID.policy(scope.random), organizationID: organization.id, type: input.type,
            name: input.name, description: input.description, content: input.content,
            tags: try TagSet([]).adding(input.tags ?? []).tags, updatedAt: scope.now)
        return Change { transaction in
            try transaction.requireRoom(for: policy.type, in: organization)
            try transaction.putPolicy(policy)
            return CreatePolicyResponse(policy: Policy(of: OrganizationPolicy(policy, in: organization)))
        }
    }
}

extension WriteTransaction {
    /// Stores a policy, new or changed, under a name that no other of the organization has.
    func putPolicy(_ policy: PolicyRecord) throws {
        guard !OrganizationPolicy.awsManaged.contains(where: { $0.name == policy.name }) else {
            throw AWSError.duplicatePolicy
        }
        do {
            try put(policy)
        } catch StoreError.uniqueViolation {
            throw AWSError.duplicatePolicy
        }
    }

    fileprivate func requireRoom(for type: PolicyType, in organization: OrganizationRecord) throws {
        let isOfType = Predicate.equals(.policyType, .string(PolicyRecord.indexValue(of: type, in: organization.id)))
        guard try count(PolicyRecord.self, in: .account(nil), where: isOfType) < type.quota.perOrganization else {
            throw AWSError.constraint(
                "POLICY_NUMBER_LIMIT_EXCEEDED",
                "You attempted to exceed the number of policies that you can have in an organization.")
        }
    }
}
