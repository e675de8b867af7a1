import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit

extension IAM {
    func updateAssumeRolePolicy(
        _ input: UpdateAssumeRolePolicyRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        try role.value.requireModifiable()
        let principals = try await trustedPrincipals(of: input.policyDocument)
        return change(role.value) { role, _ in
            role.trustPolicy = input.policyDocument
            role.trustedPrincipals = principals
        }
    }

    /// Throws unless the document is a trust policy within its quota, whose principals exist.
    func trustedPrincipals(of document: String) async throws -> PolicyPrincipals {
        let text = PolicyText(document)
        try text.require(.trust)
        guard text.size <= IAMQuotas.trustPolicySize else {
            throw AWSError.quotaExceeded("ACLSizePerRole", IAMQuotas.trustPolicySize)
        }
        do {
            return try await PolicyPrincipals(of: document, in: directory)
        } catch let missing as NoSuchPrincipal {
            let error = PolicyError.invalidPrincipal(type: "AWS", name: missing.name)
            throw AWSError(IAMErrorCode.malformedPolicyDocumentException, error.message)
        }
    }

    /// The role with its trust policy as it reads today.
    func withTrustPolicyOfToday(_ role: RoleRecord) async throws -> RoleRecord {
        var shown = role
        shown.trustPolicy = try await role.trustedPrincipals?.show(role.trustPolicy, in: directory) ?? role.trustPolicy
        return shown
    }
}
