import AWSProtocols
import IAMModel
import ServiceKit

extension IAM {
    /// The role that is to be.
    func newRole(_ input: CreateRoleRequest, in scope: RequestScope) throws -> Target<RoleRecord> {
        let role = RoleRecord(
            account: scope.account, name: input.roleName, path: input.path ?? "/",
            id: UniqueIDPrefix.role.make(scope.random), createdAt: scope.now, description: input.description,
            trustPolicy: input.assumeRolePolicyDocument,
            maximumSessionDuration: input.maxSessionDuration ?? Self.standardSessionDuration,
            tags: try TagList(input.tags).tags, boundary: input.permissionsBoundary)
        let request = RequestConditions(
            tags: input.tags ?? [], boundary: input.permissionsBoundary, concernsBoundary: true)
        return Target(
            role,
            checks: checks(
                "iam:CreateRole", tagging: "iam:TagRole", role.arn, RoleRecord.type.auditType, request, in: scope))
    }

    func createRole(
        _ input: CreateRoleRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) async throws -> Change<CreateRoleResponse> {
        guard !role.value.isServiceLinked else {
            throw AWSError.invalidInput("The path \(role.value.path) is reserved for service-linked roles.")
        }
        var record = role.value
        record.trustedPrincipals = try await trustedPrincipals(of: input.assumeRolePolicyDocument)
        return creation(of: record, answering: CreateRoleResponse(role: Role(of: record)))
    }

    /// In seconds.
    static let standardSessionDuration = 3600
}

extension Role {
    /// With everything that is known of the role.
    init(of role: RoleRecord) {
        self.init(listing: role)
        permissionsBoundary = AttachedPermissionsBoundary(role.boundary)
        tags = role.tags.shown
    }

    /// As lists show roles: without tags and boundary.
    init(listing role: RoleRecord) {
        self.init(
            path: role.path, roleName: role.name, roleId: role.id, arn: role.arn, createDate: role.createdAt,
            assumeRolePolicyDocument: PolicyText(role.trustPolicy).encoded, description: role.description,
            maxSessionDuration: role.maximumSessionDuration)
    }
}
