import IAMModel
import ServiceKit

extension IAM {
    var roleOperations: [Operation] {
        [
            Operation(change: IAMOperations.createRole, on: newRole, perform: createRole),
            Operation(reply: IAMOperations.getRole, on: role(\.roleName, "iam:GetRole"), perform: getRole),
            Operation(
                reply: IAMOperations.listRoles, on: all(.role, below: \.pathPrefix, "iam:ListRoles"), perform: listRoles
            ),
            Operation(
                change: IAMOperations.updateRole, on: role(\.roleName, "iam:UpdateRole"), perform: updateRole),
            Operation(
                change: IAMOperations.updateRoleDescription, on: role(\.roleName, "iam:UpdateRoleDescription"),
                perform: updateRoleDescription),
            Operation(
                change: IAMOperations.updateAssumeRolePolicy, on: role(\.roleName, "iam:UpdateAssumeRolePolicy"),
                perform: updateAssumeRolePolicy),
            Operation(
                change: IAMOperations.deleteRole, on: role(\.roleName, "iam:DeleteRole"), perform: deleteRole),
        ]
    }
}
