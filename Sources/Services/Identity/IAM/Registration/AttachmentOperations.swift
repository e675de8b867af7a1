import IAMModel
import ServiceKit

extension IAM {
    /// Managed policies on users, groups and roles.
    var attachmentOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.attachUserPolicy,
                on: user(\.userName, "iam:AttachUserPolicy", conditions: \.conditions), perform: attach),
            Operation(
                change: IAMOperations.detachUserPolicy,
                on: user(\.userName, "iam:DetachUserPolicy", conditions: \.conditions), perform: detach),
            Operation(
                reply: IAMOperations.listAttachedUserPolicies,
                on: user(\.userName, "iam:ListAttachedUserPolicies"), perform: listAttachedUserPolicies),
            Operation(
                change: IAMOperations.attachGroupPolicy,
                on: group(\.groupName, "iam:AttachGroupPolicy", conditions: \.conditions), perform: attach),
            Operation(
                change: IAMOperations.detachGroupPolicy,
                on: group(\.groupName, "iam:DetachGroupPolicy", conditions: \.conditions), perform: detach),
            Operation(
                reply: IAMOperations.listAttachedGroupPolicies,
                on: group(\.groupName, "iam:ListAttachedGroupPolicies"), perform: listAttachedGroupPolicies),
            Operation(
                change: IAMOperations.attachRolePolicy,
                on: role(\.roleName, "iam:AttachRolePolicy", conditions: \.conditions), perform: attach),
            Operation(
                change: IAMOperations.detachRolePolicy,
                on: role(\.roleName, "iam:DetachRolePolicy", conditions: \.conditions), perform: detach),
            Operation(
                reply: IAMOperations.listAttachedRolePolicies,
                on: role(\.roleName, "iam:ListAttachedRolePolicies"), perform: listAttachedRolePolicies),
        ]
    }
}
