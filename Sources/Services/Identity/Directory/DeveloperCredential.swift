import Essentials
import ServiceKit

extension Credential {
    /// The administrator that `--dev` takes unknown credentials for. It has no records of its own: its policy is
    /// `AdministratorAccess`, whatever account it is asked of.
    static func developer(_ accessKeyID: String, account: AccountID) -> Credential {
        Credential(
            secret: nil,
            caller: Caller(
                kind: .user(name: Administrator.userName, path: "/"), account: account,
                principalID: Administrator.developerID, arn: "arn:aws:iam::\(account):user/\(Administrator.userName)",
                accessKeyID: accessKeyID))
    }
}
