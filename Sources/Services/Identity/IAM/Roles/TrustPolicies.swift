import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit

extension IAM {
    func updateAssumeRolePolicy(
        _ input: UpdateAssumeRolePolicyRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        try await requireTrustPolicy(input.policyDocument)
        return change(role.value) { role, _ in role.trustPolicy = input.policyDocument }
    }

    /// Throws unless the document is a trust policy within its quota, whose principals exist.
    func requireTrustPolicy(_ document: String) async throws {
        let text = PolicyText(document)
        try text.require(.trust)
        guard text.size <= IAMQuotas.trustPolicySize else {
            throw AWSError.quotaExceeded("ACLSizePerRole", IAMQuotas.trustPolicySize)
        }
        for principal in text.principals {
            guard try await directory.exists(principal) else {
                let error = PolicyError.invalidPrincipal(type: "AWS", name: principal)
                throw AWSError(IAMErrorCode.malformedPolicyDocumentException, error.message)
            }
        }
    }
}

extension PolicyText {
    /// The accounts, users, roles and sessions that the document names.
    fileprivate var principals: [String] {
        guard let policy = try? JSON(parsing: text) else { return [] }
        return policy["Statement"].elements
            .flatMap { $0["Principal"].elements + $0["NotPrincipal"].elements }
            .flatMap { $0["AWS"].elements.compactMap(\.string) }
            .filter { $0 != "*" }
    }
}

extension JSON? {
    /// The elements of an array, or a lone value as an array of one: policies may write either.
    fileprivate var elements: [JSON] {
        guard let self else { return [] }
        return self.array ?? [self]
    }
}
