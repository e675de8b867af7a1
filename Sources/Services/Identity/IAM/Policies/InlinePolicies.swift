import AWSProtocols
import IAMModel
import ServiceKit

/// The input of an operation on one policy that is part of an entity.
protocol InlinePolicyInput: ModelInput {
    var policyName: String { get }
}

/// The input of an operation that writes one.
protocol InlinePolicyDocumentInput: InlinePolicyInput {
    var policyDocument: String { get }
}

extension PutUserPolicyRequest: InlinePolicyDocumentInput {}
extension PutGroupPolicyRequest: InlinePolicyDocumentInput {}
extension PutRolePolicyRequest: InlinePolicyDocumentInput {}
extension GetUserPolicyRequest: InlinePolicyInput {}
extension GetGroupPolicyRequest: InlinePolicyInput {}
extension GetRolePolicyRequest: InlinePolicyInput {}
extension DeleteUserPolicyRequest: InlinePolicyInput {}
extension DeleteGroupPolicyRequest: InlinePolicyInput {}
extension DeleteRolePolicyRequest: InlinePolicyInput {}

extension IAM {
    /// Writes a policy, over one of the same name.
    func putInlinePolicy<Entity: IAMEntity>(
        _ input: some InlinePolicyDocumentInput, on entity: Authorized<Entity>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try entity.value.requireModifiable()
        try PolicyText(input.policyDocument).require(.identity)
        let policy = InlinePolicy(name: input.policyName, document: input.policyDocument)
        return change(entity.value) { entity, _ in
            entity.inlinePolicies.removeAll { $0.name == policy.name }
            entity.inlinePolicies.append(policy)
            let size = entity.inlinePolicies.reduce(0) { $0 + PolicyText($1.document).size }
            guard size <= Entity.type.inlinePolicySize else {
                throw AWSError(
                    .limitExceededException,
                    "Maximum policy size of \(Entity.type.inlinePolicySize) bytes exceeded for "
                        + "\(Entity.type.rawValue) \(entity.name)")
            }
        }
    }

    func deleteInlinePolicy<Entity: IAMEntity>(
        _ input: some InlinePolicyInput, on entity: Authorized<Entity>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try entity.value.requireModifiable()
        let name = input.policyName
        return change(entity.value) { entity, _ in
            guard let index = entity.inlinePolicies.firstIndex(where: { $0.name == name }) else {
                throw AWSError.noSuchInlinePolicy(name, of: Entity.type)
            }
            entity.inlinePolicies.remove(at: index)
        }
    }

    func getUserPolicy(
        _ input: GetUserPolicyRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> GetUserPolicyResponse {
        GetUserPolicyResponse(
            userName: user.value.name, policyName: input.policyName, policyDocument: try document(input, of: user))
    }

    func getGroupPolicy(
        _ input: GetGroupPolicyRequest, on group: Authorized<GroupRecord>, in scope: RequestScope
    ) throws -> GetGroupPolicyResponse {
        GetGroupPolicyResponse(
            groupName: group.value.name, policyName: input.policyName, policyDocument: try document(input, of: group))
    }

    func getRolePolicy(
        _ input: GetRolePolicyRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) throws -> GetRolePolicyResponse {
        GetRolePolicyResponse(
            roleName: role.value.name, policyName: input.policyName, policyDocument: try document(input, of: role))
    }

    private func document<Entity: IAMEntity>(
        _ input: some InlinePolicyInput, of entity: Authorized<Entity>
    ) throws(AWSError) -> String {
        guard let policy = entity.value.inlinePolicies.first(where: { $0.name == input.policyName }) else {
            throw .noSuchInlinePolicy(input.policyName, of: Entity.type)
        }
        return PolicyText(policy.document).encoded
    }
}
