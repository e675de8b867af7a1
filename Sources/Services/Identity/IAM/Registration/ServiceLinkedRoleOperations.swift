import IAMModel
import ServiceKit

extension IAM {
    /// Roles that belong to services.
    var serviceLinkedRoleOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.createServiceLinkedRole, on: newServiceLinkedRole,
                perform: createServiceLinkedRole),
            Operation(
                change: IAMOperations.deleteServiceLinkedRole,
                on: role(\.roleName, "iam:DeleteServiceLinkedRole"), perform: deleteServiceLinkedRole),
            Operation(
                reply: IAMOperations.getServiceLinkedRoleDeletionStatus, on: linkedRoleDeletion,
                perform: getServiceLinkedRoleDeletionStatus),
        ]
    }
}
