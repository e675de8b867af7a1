import IAMModel
import ServiceKit

extension IAM {
    /// Tags of users and roles.
    var tagOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.tagUser,
                on: user(\.userName, "iam:TagUser", conditions: { RequestConditions(tags: $0.tags) }), perform: tag),
            Operation(
                change: IAMOperations.untagUser,
                on: user(\.userName, "iam:UntagUser", conditions: { RequestConditions(tagKeys: $0.tagKeys) }),
                perform: untag),
            Operation(
                reply: IAMOperations.listUserTags, on: user(\.userName, "iam:ListUserTags"), perform: listUserTags),
            Operation(
                change: IAMOperations.tagRole,
                on: role(\.roleName, "iam:TagRole", conditions: { RequestConditions(tags: $0.tags) }), perform: tag),
            Operation(
                change: IAMOperations.untagRole,
                on: role(\.roleName, "iam:UntagRole", conditions: { RequestConditions(tagKeys: $0.tagKeys) }),
                perform: untag),
            Operation(
                reply: IAMOperations.listRoleTags, on: role(\.roleName, "iam:ListRoleTags"), perform: listRoleTags),
        ]
    }

    /// Permissions boundaries of users and roles.
    var boundaryOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.putUserPermissionsBoundary,
                on: user(\.userName, "iam:PutUserPermissionsBoundary", conditions: \.conditions),
                perform: putBoundary),
            Operation(
                change: IAMOperations.deleteUserPermissionsBoundary,
                on: user(\.userName, "iam:DeleteUserPermissionsBoundary", conditions: { _ in .ofBoundary }),
                perform: deleteBoundary),
            Operation(
                change: IAMOperations.putRolePermissionsBoundary,
                on: role(\.roleName, "iam:PutRolePermissionsBoundary", conditions: \.conditions),
                perform: putBoundary),
            Operation(
                change: IAMOperations.deleteRolePermissionsBoundary,
                on: role(\.roleName, "iam:DeleteRolePermissionsBoundary", conditions: { _ in .ofBoundary }),
                perform: deleteBoundary),
        ]
    }
}
