import IAMModel
import ServiceKit

extension IAM {
    var managedPolicyOperations: [Operation] {
        [
            Operation(change: IAMOperations.createPolicy, on: newPolicy, perform: createPolicy),
            Operation(reply: IAMOperations.getPolicy, on: policy(\.policyArn, "iam:GetPolicy"), perform: getPolicy),
            Operation(reply: IAMOperations.listPolicies, on: everything("iam:ListPolicies"), perform: listPolicies),
            Operation(
                change: IAMOperations.deletePolicy, on: ownPolicy(\.policyArn, "iam:DeletePolicy"),
                perform: deleteManagedPolicy),
            Operation(
                change: IAMOperations.createPolicyVersion, on: ownPolicy(\.policyArn, "iam:CreatePolicyVersion"),
                perform: createPolicyVersion),
            Operation(
                reply: IAMOperations.getPolicyVersion, on: policy(\.policyArn, "iam:GetPolicyVersion"),
                perform: getPolicyVersion),
            Operation(
                reply: IAMOperations.listPolicyVersions, on: policy(\.policyArn, "iam:ListPolicyVersions"),
                perform: listPolicyVersions),
            Operation(
                change: IAMOperations.setDefaultPolicyVersion,
                on: ownPolicy(\.policyArn, "iam:SetDefaultPolicyVersion"), perform: setDefaultPolicyVersion),
            Operation(
                change: IAMOperations.deletePolicyVersion, on: ownPolicy(\.policyArn, "iam:DeletePolicyVersion"),
                perform: deletePolicyVersion),
            Operation(
                reply: IAMOperations.listEntitiesForPolicy, on: policy(\.policyArn, "iam:ListEntitiesForPolicy"),
                perform: listEntitiesForPolicy),
            Operation(
                change: IAMOperations.tagPolicy,
                on: ownPolicy(\.policyArn, "iam:TagPolicy") { RequestConditions(tags: $0.tags) }, perform: tagPolicy),
            Operation(
                change: IAMOperations.untagPolicy,
                on: ownPolicy(\.policyArn, "iam:UntagPolicy") { RequestConditions(tagKeys: $0.tagKeys) },
                perform: untagPolicy),
            Operation(
                reply: IAMOperations.listPolicyTags, on: policy(\.policyArn, "iam:ListPolicyTags"),
                perform: listPolicyTags),
        ]
    }
}
