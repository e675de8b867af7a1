import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// The policy that is to be: its id is drawn first where there is none yet, since policies are asked about its ARN.
    func resourcePolicyToPut(
        _ input: PutResourcePolicyRequest, in scope: RequestScope
    ) throws -> Target<Held<ResourcePolicyRecord>> {
        let action = ActionNames.putResourcePolicy
        let member = try member(scope, action, for: .managementAccount)
        let organization = member.organization
        let existing = try store.readNow { try $0.resourcePolicy(of: organization) }
        let policy =
            existing
            ?? ResourcePolicyRecord(
                organizationID: organization.id, id: OrganizationsID.resourcePolicy(scope.random),
                content: input.content)
        let conditions = OrganizationsConditions(resourceTags: existing?.tags ?? [], tags: input.tags ?? [])
        let arn = policy.arn(in: organization)
        let check = try check(action, member, on: arn, for: .managementAccount, conditions, in: scope)
        let target = Target(Held(member: member, resource: policy), check)
        return creation(target, taggedAs: arn, input.tags)
    }

    func putResourcePolicy(
        _ input: PutResourcePolicyRequest, on policy: Authorized<Held<ResourcePolicyRecord>>, in scope: RequestScope
    ) async throws -> Change<PutResourcePolicyResponse> {
        let organization = policy.value.organization
        guard organization.featureSet == .all else { throw AWSError.notAllFeatures }
        try ResourcePolicyText(input.content).require()
        let principals = try await resourcePolicyPrincipals(of: input.content)
        let tags = try TagSet([]).adding(input.tags ?? []).tags
        return Change { transaction in
            let existing = try transaction.resourcePolicy(of: organization)
            guard existing == nil || tags.isEmpty else {
                throw AWSError.invalidInput(
                    "TARGET_NOT_SUPPORTED", "You can specify tags only when you create a resource policy.")
            }
            var record = existing ?? policy.value.resource
            record.content = input.content
            record.principals = principals
            if existing == nil { record.tags = tags }
            try transaction.put(record)
            return PutResourcePolicyResponse(
                resourcePolicy: ResourcePolicy(of: record, showing: input.content, organization))
        }
    }

    private func resourcePolicyPrincipals(of content: String) async throws -> PolicyPrincipals {
        do {
            return try await PolicyPrincipals(of: content, in: principals)
        } catch is NoSuchPrincipal {
            throw AWSError.invalidInput(
                "INVALID_PRINCIPAL", "You specified an invalid principal element in the policy.")
        }
    }

    func describeResourcePolicy(
        _ input: EmptyStructure, of member: Authorized<Member>, in scope: RequestScope
    ) async throws -> DescribeResourcePolicyResponse {
        let organization = member.value.organization
        guard let policy = try store.readNow({ try $0.resourcePolicy(of: organization) }) else {
            throw AWSError.resourcePolicyNotFound
        }
        let content = try await policy.principals?.show(policy.content, in: principals) ?? policy.content
        return DescribeResourcePolicyResponse(
            resourcePolicy: ResourcePolicy(of: policy, showing: content, organization))
    }

    func deleteResourcePolicy(
        _ input: EmptyStructure, of member: Authorized<Member>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let organization = member.value.organization
        return Change { transaction in
            guard try transaction.delete(ResourcePolicyRecord.self, ResourcePolicyRecord.key(organization.id)) else {
                throw AWSError.resourcePolicyNotFound
            }
            return EmptyStructure()
        }
    }
}

extension ResourcePolicy {
    init(of policy: ResourcePolicyRecord, showing content: String, _ organization: OrganizationRecord) {
        self.init(
            resourcePolicySummary: ResourcePolicySummary(id: policy.id, arn: policy.arn(in: organization)),
            content: content)
    }
}

extension AWSError {
    fileprivate static let resourcePolicyNotFound = AWSError(
        .resourcePolicyNotFoundException, "You specified a resource policy that doesn't exist.")
}
