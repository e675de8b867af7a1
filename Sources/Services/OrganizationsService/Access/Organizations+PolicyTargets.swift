import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

extension OrganizationPolicy: OrganizationEntity {
    func arn(in organization: OrganizationRecord) -> String { arn }
}

extension PolicyTarget: OrganizationEntity {
    func arn(in organization: OrganizationRecord) -> String { arn }
}

/// A policy and the entity that it is to hang on or hangs on.
struct PolicyAndTarget: Sendable {
    let policy: OrganizationPolicy
    let target: PolicyTarget
}

extension Organizations {
    /// The policy that the input names.
    func policy<Input>(
        _ id: KeyPath<Input, String> & Sendable, _ action: ActionName, for audience: Audience
    ) -> Lookup<Input, Held<OrganizationPolicy>> {
        let find: Lookup<Input, Held<OrganizationPolicy>> = entity(action, for: audience, or: .policyNotFound) {
            transaction, input, organization in
            try transaction.policy(input[keyPath: id], in: organization)
        }
        return { input, scope in
            var target = try await find(input, scope)
            target.checks = target.checks.map { $0.asking(about: target.resource.resource.type) }
            return target
        }
    }

    /// The root, unit or account that the input names.
    func policyTarget<Input>(
        _ id: KeyPath<Input, String> & Sendable, _ action: ActionName, for audience: Audience,
        conditions: @escaping Conditions<Input> = { _ in OrganizationsConditions() }
    ) -> Lookup<Input, Held<PolicyTarget>> {
        entity(action, for: audience, conditions, or: .targetNotFound) { transaction, input, organization in
            try transaction.policyTarget(input[keyPath: id], in: organization)
        }
    }

    /// Both, for attaching and detaching: the policies are asked about each.
    func policyAndTarget<Input>(
        _ policyID: KeyPath<Input, String> & Sendable, _ targetID: KeyPath<Input, String> & Sendable,
        _ action: ActionName
    ) -> Lookup<Input, Held<PolicyAndTarget>> {
        let findPolicy: Lookup<Input, Held<OrganizationPolicy>> = policy(policyID, action, for: .managers)
        let findTarget: Lookup<Input, Held<PolicyTarget>> = policyTarget(targetID, action, for: .managers)
        return { input, scope in
            let policy = try await findPolicy(input, scope)
            let target = try await findTarget(input, scope)
            let type = policy.resource.resource.type
            return Target(
                Held(
                    member: policy.resource.member,
                    resource: PolicyAndTarget(policy: policy.resource.resource, target: target.resource.resource)),
                checks: policy.checks + target.checks.map { $0.asking(about: type) })
        }
    }
}

extension AccessCheck {
    /// The same with the type of policy, which is known only once the policy is found.
    fileprivate func asking(about type: PolicyType) -> AccessCheck {
        var check = self
        check.conditionKeys = { [conditionKeys] key in
            key == "organizations:policytype" ? .one(type.rawValue) : conditionKeys(key)
        }
        return check
    }
}
