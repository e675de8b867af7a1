import AWSProtocols
import IAMModel
import ServiceKit

extension IAM {
    /// Only a user who has no groups, access keys, password, multi-factor devices and policies any more.
    func deleteUser(
        _ input: DeleteUserRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        deletion(of: user.value) { user, transaction in
            guard user.groups.isEmpty else { throw AWSError.deleteConflict("remove users from group") }
            guard try transaction.accessKeys(of: user).isEmpty else {
                throw AWSError.deleteConflict("delete access keys")
            }
            guard try transaction.row(LoginProfileRecord.kind, LoginProfileRecord.key(user.account, user.id)) == nil
            else { throw AWSError.deleteConflict("delete login profile") }
            guard try transaction.devices(of: user).isEmpty else {
                throw AWSError.deleteConflict("deactivate MFA device")
            }
        }
    }
}
