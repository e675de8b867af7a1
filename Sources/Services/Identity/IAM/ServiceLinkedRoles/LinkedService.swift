import Essentials

/// A service that acts in an account through a role of its own.
///
/// Source: the "Using service-linked roles" page of each service's guide.
struct LinkedService: Sendable {
    /// Whom the role trusts.
    let principal: String
    let roleName: String
    /// The name of the AWS-managed policy that the role has.
    let policyName: String
    let description: String
    /// Whether the service alone makes the role and keeps it: customers can neither create nor delete it.
    var isKeptByService = false

    static func linked(to principal: String) -> LinkedService? { all.first { $0.principal == principal } }

    var policyARN: String { "arn:aws:iam::aws:policy\(RoleRecord.serviceLinkedPath)\(policyName)" }

    func role(in account: AccountID, at now: Timestamp, random: any RandomSource) -> RoleRecord {
        RoleRecord(
            account: account, name: roleName, path: "\(RoleRecord.serviceLinkedPath)\(principal)/",
            id: UniqueIDPrefix.role.make(random), createdAt: now, description: description, trustPolicy: trustPolicy,
            maximumSessionDuration: IAM.standardSessionDuration, attachedPolicies: [policyARN])
    }

    private var trustPolicy: String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"\#(principal)"},"#
            + #""Action":"sts:AssumeRole"}]}"#
    }
}

extension RoleRecord {
    /// The path of every service-linked role and of the policies made for them; no customer's role begins with it.
    static let serviceLinkedPath = "/aws-service-role/"

    var isServiceLinked: Bool { path.hasPrefix(Self.serviceLinkedPath) }
}
