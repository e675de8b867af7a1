import Essentials

/// The sorts of entities, by the word that ARNs and error texts have for them.
enum IAMEntityType: String {
    case user
    case group
    case role

    /// As error texts begin and quotas are named.
    var title: String {
        switch self {
        case .user: "User"
        case .group: "Group"
        case .role: "Role"
        }
    }

    /// The CloudFormation type, for audit records.
    var auditType: String { "AWS::IAM::\(title)" }

    func arn(_ name: String, in account: AccountID) -> String { "arn:aws:iam::\(account):\(rawValue)/\(name)" }

    // Source of the figures: IAM user guide, "IAM and AWS STS quotas".

    var perAccount: Int {
        switch self {
        case .user: 5000
        case .group: 300
        case .role: 1000
        }
    }

    /// What an entity's inline policies may have in all, in characters without white space.
    var inlinePolicySize: Int {
        switch self {
        case .user: 2048
        case .group: 5120
        case .role: 10240
        }
    }
}
