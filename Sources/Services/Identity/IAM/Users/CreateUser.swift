import IAMModel
import ServiceKit

extension IAM {
    /// The user that is to be.
    func newUser(_ input: CreateUserRequest, in scope: RequestScope) throws -> Target<UserRecord> {
        let user = UserRecord(
            account: scope.account, name: input.userName, path: input.path ?? "/",
            id: UniqueIDPrefix.user.make(scope.random), createdAt: scope.now, tags: try TagList(input.tags).tags,
            boundary: input.permissionsBoundary)
        let request = RequestConditions(
            tags: input.tags ?? [], boundary: input.permissionsBoundary, concernsBoundary: true)
        return Target(
            user,
            checks: checks(
                "iam:CreateUser", tagging: "iam:TagUser", user.arn, UserRecord.type.auditType, request, in: scope))
    }

    func createUser(
        _ input: CreateUserRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) -> Change<CreateUserResponse> {
        creation(of: user.value, answering: CreateUserResponse(user: User(of: user.value)))
    }
}

extension User {
    /// With everything that is known of the user.
    init(of user: UserRecord) {
        self.init(listing: user)
        permissionsBoundary = AttachedPermissionsBoundary(user.boundary)
        tags = user.tags.shown
    }

    /// As lists show users: without tags and boundary.
    init(listing user: UserRecord) {
        self.init(path: user.path, userName: user.name, userId: user.id, arn: user.arn, createDate: user.createdAt)
    }
}
