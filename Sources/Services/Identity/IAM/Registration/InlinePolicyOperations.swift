import IAMModel
import ServiceKit

extension IAM {
    /// Policies that are part of users, groups and roles.
    var inlinePolicyOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.putUserPolicy,
                on: user(\.userName, "iam:PutUserPolicy", conditions: { _ in .ofBoundary }), perform: putInlinePolicy),
            Operation(
                reply: IAMOperations.getUserPolicy, on: user(\.userName, "iam:GetUserPolicy"),
                perform: getUserPolicy),
            Operation(
                reply: IAMOperations.listUserPolicies, on: user(\.userName, "iam:ListUserPolicies"),
                perform: listUserPolicies),
            Operation(
                change: IAMOperations.deleteUserPolicy,
                on: user(\.userName, "iam:DeleteUserPolicy", conditions: { _ in .ofBoundary }),
                perform: deleteInlinePolicy),
            Operation(
                change: IAMOperations.putGroupPolicy,
                on: group(\.groupName, "iam:PutGroupPolicy"), perform: putInlinePolicy),
            Operation(
                reply: IAMOperations.getGroupPolicy, on: group(\.groupName, "iam:GetGroupPolicy"),
                perform: getGroupPolicy),
            Operation(
                reply: IAMOperations.listGroupPolicies, on: group(\.groupName, "iam:ListGroupPolicies"),
                perform: listGroupPolicies),
            Operation(
                change: IAMOperations.deleteGroupPolicy,
                on: group(\.groupName, "iam:DeleteGroupPolicy"), perform: deleteInlinePolicy),
            Operation(
                change: IAMOperations.putRolePolicy,
                on: role(\.roleName, "iam:PutRolePolicy", conditions: { _ in .ofBoundary }), perform: putInlinePolicy),
            Operation(
                reply: IAMOperations.getRolePolicy, on: role(\.roleName, "iam:GetRolePolicy"),
                perform: getRolePolicy),
            Operation(
                reply: IAMOperations.listRolePolicies, on: role(\.roleName, "iam:ListRolePolicies"),
                perform: listRolePolicies),
            Operation(
                change: IAMOperations.deleteRolePolicy,
                on: role(\.roleName, "iam:DeleteRolePolicy", conditions: { _ in .ofBoundary }),
                perform: deleteInlinePolicy),
        ]
    }
}
