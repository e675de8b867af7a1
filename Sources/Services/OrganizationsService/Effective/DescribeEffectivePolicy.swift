import AWSProtocols
import Essentials
import ManagementPolicies
import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

extension Organizations {
    /// The account that the input names, or the caller's own. Any member may ask about itself.
    func effectivePolicyTarget(
        _ input: DescribeEffectivePolicyRequest, in scope: RequestScope
    ) throws -> Target<Held<AccountRecord>> {
        let action: ActionName = "organizations:DescribeEffectivePolicy"
        let id = input.targetId ?? scope.account.description
        let audience: Audience = id == scope.account.description ? .members : .delegates
        let member = try member(scope, action, for: audience)
        let conditions = OrganizationsConditions(policyType: PolicyType(rawValue: input.policyType.rawValue))
        guard let account = try store.readNow({ try $0.account(id, in: member.organization) }) else {
            let check = try check(action, member, for: audience, conditions, in: scope)
            throw TargetNotFound(AccountID(id) == nil ? .targetNotSupported : .targetNotFound, check: check)
        }
        let check = try check(
            action, member, on: account.arn(in: member.organization), for: audience, conditions, in: scope)
        return Target(Held(member: member, resource: account), check)
    }

    func describeEffectivePolicy(
        _ input: DescribeEffectivePolicyRequest, on account: Authorized<Held<AccountRecord>>, in scope: RequestScope
    ) throws -> DescribeEffectivePolicyResponse {
        let account = account.value.resource.id
        let answer = try effectivePolicy(of: account, input.policyType)
        return DescribeEffectivePolicyResponse(
            effectivePolicy: OrganizationsModel.EffectivePolicy(
                policyContent: answer.policy.content.text, lastUpdatedTimestamp: answer.updatedAt,
                targetId: account.description, policyType: input.policyType))
    }

    func effectivePolicy(
        of account: AccountID, _ type: EffectivePolicyType
    ) throws -> EffectivePolicies.Answer {
        guard let type = ManagementPolicyType(rawValue: type.rawValue),
            let answer = try effectivePolicies.answer(for: account, type: type)
        else { throw AWSError.effectivePolicyNotFound }
        return answer
    }
}
