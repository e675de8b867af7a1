import OrganizationsModel
import ServiceKit

extension Organizations {
    /// Policies, where they hang, and their types.
    var policyOperations: [Operation] {
        policyDocumentOperations + policyAttachmentOperations + policyTypeOperations + effectivePolicyOperations
    }

    private var policyDocumentOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.createPolicy,
                on: newPolicy, perform: createPolicy),
            Operation(
                change: OrganizationsOperations.updatePolicy,
                on: policy(\.policyId, "organizations:UpdatePolicy", for: .managers), perform: updatePolicy),
            Operation(
                change: OrganizationsOperations.deletePolicy,
                on: policy(\.policyId, "organizations:DeletePolicy", for: .managers), perform: deletePolicy),
            Operation(
                reply: OrganizationsOperations.describePolicy,
                on: policy(\.policyId, "organizations:DescribePolicy", for: .delegates), perform: describePolicy),
            Operation(
                reply: OrganizationsOperations.listPolicies,
                on: organization(
                    "organizations:ListPolicies", for: .delegates,
                    conditions: { OrganizationsConditions(policyType: $0.filter) }),
                perform: listPolicies),
        ]
    }

    private var policyAttachmentOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.attachPolicy,
                on: policyAndTarget(\.policyId, \.targetId, "organizations:AttachPolicy"), perform: attachPolicy),
            Operation(
                change: OrganizationsOperations.detachPolicy,
                on: policyAndTarget(\.policyId, \.targetId, "organizations:DetachPolicy"), perform: detachPolicy),
            Operation(
                reply: OrganizationsOperations.listPoliciesForTarget,
                on: policyTarget(
                    \.targetId, "organizations:ListPoliciesForTarget", for: .delegates,
                    conditions: { OrganizationsConditions(policyType: $0.filter) }),
                perform: listPoliciesForTarget),
            Operation(
                reply: OrganizationsOperations.listTargetsForPolicy,
                on: policy(\.policyId, "organizations:ListTargetsForPolicy", for: .delegates),
                perform: listTargetsForPolicy),
        ]
    }

    private var policyTypeOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.enablePolicyType,
                on: root(\.rootId, type: \.policyType, "organizations:EnablePolicyType"), perform: enablePolicyType),
            Operation(
                change: OrganizationsOperations.disablePolicyType,
                on: root(\.rootId, type: \.policyType, "organizations:DisablePolicyType"), perform: disablePolicyType),
        ]
    }

    private var effectivePolicyOperations: [Operation] {
        [
            Operation(
                reply: OrganizationsOperations.describeEffectivePolicy, on: effectivePolicyTarget,
                perform: describeEffectivePolicy),
            Operation(
                reply: OrganizationsOperations.listEffectivePolicyValidationErrors,
                on: account(
                    \.accountId, "organizations:ListEffectivePolicyValidationErrors", for: .delegates,
                    conditions: { OrganizationsConditions(policyType: PolicyType(rawValue: $0.policyType.rawValue)) }),
                perform: listEffectivePolicyValidationErrors),
            Operation(
                reply: OrganizationsOperations.listAccountsWithInvalidEffectivePolicy,
                on: organization(
                    "organizations:ListAccountsWithInvalidEffectivePolicy", for: .delegates,
                    conditions: { OrganizationsConditions(policyType: PolicyType(rawValue: $0.policyType.rawValue)) }),
                perform: listAccountsWithInvalidEffectivePolicy),
        ]
    }
}
