import AWSProtocols
import Essentials
import IAMModel

/// The ARN of a managed policy: `arn:aws:iam::account:policy/path/name`, the account `aws` for AWS's own.
struct PolicyARN: Sendable {
    let text: String
    /// Nil for AWS's own policies.
    let account: AccountID?
    /// Begins and ends with a slash.
    let path: String
    let name: String

    init(_ text: String) throws(AWSError) {
        guard let policy = PolicyARN(parsing: text) else { throw .invalidInput("ARN \(text) is not valid.") }
        self = policy
    }

    init?(parsing text: String) {
        guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty, arn.resource.hasPrefix("policy/"),
            let slash = arn.resource.lastIndex(of: "/")
        else { return nil }
        account = AccountID(arn.account)
        name = String(arn.resource[slash...].dropFirst())
        guard !name.isEmpty, account != nil || arn.account == "aws" else { return nil }
        path = String(arn.resource[...slash].dropFirst("policy".count))
        self.text = text
    }

    /// Where the policy stands in lists: AWS's own first, then by name, which no two of one account share.
    var place: String { "\(account == nil ? 0 : 1)/\(name.lowercased())" }
}
