import IAMModel
import ServiceKit

extension IAM {
    /// What concerns the account as a whole.
    var accountOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.createAccountAlias, on: everything("iam:CreateAccountAlias"),
                perform: createAccountAlias),
            Operation(
                change: IAMOperations.deleteAccountAlias, on: everything("iam:DeleteAccountAlias"),
                perform: deleteAccountAlias),
            Operation(
                reply: IAMOperations.listAccountAliases, on: everything("iam:ListAccountAliases"),
                perform: listAccountAliases),
            Operation(
                reply: IAMOperations.getAccountSummary, on: everything("iam:GetAccountSummary"),
                perform: getAccountSummary),
            Operation(
                reply: IAMOperations.getAccountAuthorizationDetails,
                on: everything("iam:GetAccountAuthorizationDetails"), perform: getAccountAuthorizationDetails),
        ]
    }
}
