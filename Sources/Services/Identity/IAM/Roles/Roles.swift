import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    func getRole(
        _ input: GetRoleRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) async throws -> GetRoleResponse {
        var answer = Role(of: try await withTrustPolicyOfToday(role.value))
        answer.roleLastUsed = try await lastUse(of: role.value, at: scope.now)
        return GetRoleResponse(role: answer)
    }

    func listRoles(
        _ input: ListRolesRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListRolesResponse {
        let page = try await page(RoleRecord.self, below: input, for: scope)
        var roles: [Role] = []
        for role in page.elements { roles.append(Role(listing: try await withTrustPolicyOfToday(role))) }
        return ListRolesResponse(roles: roles, isTruncated: page.isTruncated, marker: page.marker)
    }

    /// A description or duration that is not given stays as it is. Of a service's role only the description may change.
    func updateRole(
        _ input: UpdateRoleRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) throws -> Change<UpdateRoleResponse> {
        if input.maxSessionDuration != nil { try role.value.requireModifiable() }
        return change(
            role.value,
            answering: { role, _ in
                role.description = input.description ?? role.description
                role.maximumSessionDuration = input.maxSessionDuration ?? role.maximumSessionDuration
                return UpdateRoleResponse()
            })
    }

    func updateRoleDescription(
        _ input: UpdateRoleDescriptionRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) -> Change<UpdateRoleDescriptionResponse> {
        change(
            role.value,
            answering: { role, _ in
                role.description = input.description
                return UpdateRoleDescriptionResponse(role: Role(of: role))
            })
    }

    func deleteRole(
        _ input: DeleteRoleRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try role.value.requireModifiable()
        return deletion(of: role.value) { role, transaction in
            let place = RecordScope.account(role.account)
            guard try transaction.first(InstanceProfileRecord.self, in: place, where: role.isInProfile) == nil else {
                throw AWSError.deleteConflict("remove roles from instance profile")
            }
        }
    }
}
