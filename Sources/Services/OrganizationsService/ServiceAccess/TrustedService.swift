/// A service that can be let into an organization, and how many member accounts may administer it there.
///
/// Source: Organizations user guide, "AWS services that you can use with AWS Organizations", and the quotas of each
/// service's guide where more than one delegated administrator is possible.
struct TrustedService: Sendable {
    let principal: String
    /// 0 where the service has no delegated administrators.
    let administrators: Int

    static func named(_ principal: String) -> TrustedService? { byPrincipal[principal] }

    private static let byPrincipal = Dictionary(uniqueKeysWithValues: all.map { ($0.principal, $0) })

    private static let all: [TrustedService] =
        withOneAdministrator.map { TrustedService(principal: "\($0).amazonaws.com", administrators: 1) }
        + withSeveral.map { TrustedService(principal: "\($0.key).amazonaws.com", administrators: $0.value) }
        + withNone.map { TrustedService(principal: "\($0).amazonaws.com", administrators: 0) }

    private static let withOneAdministrator = [
        "access-analyzer", "account", "agreement-management", "application-signals.cloudwatch", "auditmanager", "bcm",
        "bedrock", "compute-optimizer", "cost-optimization-hub.bcm", "detective", "devops-guru", "ec2",
        "fms", "guardduty", "inspector2", "ipam", "license-manager", "license-manager.member-account",
        "macie", "malware-protection.guardduty", "network-security-director", "observabilityadmin",
        "reachabilityanalyzer.networkinsights", "rolesanywhere", "security-ir", "securityhub", "securitylake", "sso",
        "ssm", "ssm-quicksetup", "user-subscriptions",
    ]

    private static let withSeveral = [
        "backup": 5, "cloudtrail": 3, "config": 3, "config-multiaccountsetup": 3, "health": 5, "iam": 1,
        "member.org.stacksets.cloudformation": 5, "servicecatalog": 50, "storage-lens.s3": 5,
    ]

    private static let withNone = [
        "aws-artifact-account-sync", "aws-vpc-reachability", "chatbot", "controltower", "ds", "marketplace",
        "license-management.marketplace", "ram", "reporting.trustedadvisor", "s3", "tagpolicies.tag",
        "opsdatasync.ssm", "ssm-sap", "wellarchitected",
    ]
}
