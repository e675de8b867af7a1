import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// The policy that is to be.
    func newPolicy(_ input: CreatePolicyRequest, in scope: RequestScope) throws -> Target<ManagedPolicyRecord> {
        let record = ManagedPolicyRecord(
            account: scope.account, name: input.policyName, path: input.path ?? "/",
            id: UniqueIDPrefix.managedPolicy.make(scope.random), description: input.description,
            createdAt: scope.now, updatedAt: scope.now, tags: try TagList(input.tags).tags,
            versions: [.init(number: 1, document: input.policyDocument, createdAt: scope.now)], defaultVersion: 1,
            lastVersion: 1)
        let request = RequestConditions(tags: input.tags ?? [])
        return Target(
            record,
            checks: checks(
                "iam:CreatePolicy", tagging: "iam:TagPolicy", record.arn, Self.policyType, request, in: scope))
    }

    func createPolicy(
        _ input: CreatePolicyRequest, on policy: Authorized<ManagedPolicyRecord>, in scope: RequestScope
    ) throws -> Change<CreatePolicyResponse> {
        try PolicyText(input.policyDocument).requireManaged()
        let policy = policy.value
        return Change { transaction in
            guard try transaction.get(ManagedPolicyRecord.self, policy.key) == nil else {
                throw AWSError(
                    .entityAlreadyExistsException,
                    "A policy called \(policy.name) already exists. Duplicate names are not allowed.")
            }
            let count = try transaction.count(ManagedPolicyRecord.self, in: .account(policy.account))
            guard count < IAMQuotas.policiesPerAccount else {
                throw AWSError.quotaExceeded("PoliciesPerAccount", IAMQuotas.policiesPerAccount)
            }
            try transaction.insert(policy)
            var answer = IAMModel.Policy(of: policy, PolicyUsage(attachments: 0, boundaries: 0))
            answer.tags = policy.tags.shown
            return CreatePolicyResponse(policy: answer)
        }
    }

    /// Only a policy that nobody uses, and of which only the default version is left.
    func deleteManagedPolicy(
        _ input: DeletePolicyRequest, on policy: Authorized<ManagedPolicyRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let current = try transaction.current(policy.value)
            let usage = try transaction.usage(ofPolicy: current.record.arn, in: current.record.account)
            guard usage.attachments == 0, usage.boundaries == 0 else {
                throw AWSError(.deleteConflictException, "Cannot delete a policy attached to entities.")
            }
            guard current.record.versions.count == 1 else {
                throw AWSError(
                    .deleteConflictException,
                    "This policy has more than one version. Before you delete a policy, you must delete the policy's "
                        + "versions. The default version is deleted with the policy.")
            }
            try transaction.delete(ManagedPolicyRecord.self, current.record.key, expecting: current.version)
            return EmptyStructure()
        }
    }
}
