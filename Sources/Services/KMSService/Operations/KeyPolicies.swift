import AWSProtocols
import KMSModel
import PolicyEngine
import ServiceKit

extension KMS {
    /// The key, with two questions: may the caller change its policy, and could they still, under the new one?
    func keyForPolicy(_ input: PutKeyPolicyRequest, in scope: RequestScope) throws -> Target<LoadedKey> {
        let bypass = input.bypassPolicyLockoutSafetyCheck
        let call = KeyCall(.putKeyPolicy) { $0 == "kms:bypasspolicylockoutsafetycheck" ? .bool(bypass) : nil }
        var target = try key(input.keyId, for: call, in: scope)
        let lockout = lockoutCheck(
            input.policy, bypass: bypass, account: target.resource.record.account, keyARN: target.resource.arn,
            in: scope)
        if let lockout { target.checks.append(lockout) }
        return target
    }

    func putKeyPolicy(
        _ input: PutKeyPolicyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        try requireOnlyPolicy(input.policyName)
        let principals = try await principals(of: input.policy)
        return change(key.value) { record in
            record.policy = input.policy
            record.policyPrincipals = principals
            return EmptyStructure()
        }
    }

    func getKeyPolicy(
        _ input: GetKeyPolicyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> GetKeyPolicyResponse {
        try requireOnlyPolicy(input.policyName)
        let record = key.value.record
        let policy = try await record.policyPrincipals?.show(record.policy, in: principals) ?? record.policy
        return GetKeyPolicyResponse(policy: policy, policyName: KeyPolicy.name)
    }

    func listKeyPolicies(
        _ input: ListKeyPoliciesRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> ListKeyPoliciesResponse {
        let request = PageRequest(input.limit, input.marker, standard: 100)
        let page = try page(of: [KeyPolicy.name], list: "policies/\(key.value.arn)", request, for: scope)
        return ListKeyPoliciesResponse(policyNames: page.names, nextMarker: page.nextMarker, truncated: false)
    }

    private func requireOnlyPolicy(_ name: String?) throws(AWSError) {
        guard name == nil || name == KeyPolicy.name else {
            throw AWSError(.notFoundException, "No such policy exists")
        }
    }
}
