import IAMModel
import ServiceKit

extension IAM {
    /// Users' passwords, and the rules for them.
    var passwordOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.createLoginProfile, on: userOrCaller(\.userName, "iam:CreateLoginProfile"),
                perform: createLoginProfile),
            Operation(
                reply: IAMOperations.getLoginProfile, on: userOrCaller(\.userName, "iam:GetLoginProfile"),
                perform: getLoginProfile),
            Operation(
                change: IAMOperations.updateLoginProfile, on: user(\.userName, "iam:UpdateLoginProfile"),
                perform: updateLoginProfile),
            Operation(
                change: IAMOperations.deleteLoginProfile, on: userOrCaller(\.userName, "iam:DeleteLoginProfile"),
                perform: deleteLoginProfile),
            Operation(change: IAMOperations.changePassword, on: userChangingPassword, perform: changePassword),
            Operation(
                reply: IAMOperations.getAccountPasswordPolicy, on: passwordPolicyTarget,
                perform: getAccountPasswordPolicy),
            Operation(
                change: IAMOperations.updateAccountPasswordPolicy, on: everything("iam:UpdateAccountPasswordPolicy"),
                perform: updateAccountPasswordPolicy),
            Operation(
                change: IAMOperations.deleteAccountPasswordPolicy, on: everything("iam:DeleteAccountPasswordPolicy"),
                perform: deleteAccountPasswordPolicy),
        ]
    }
}
