import OrganizationsModel

/// How large the policies of a type may be and how many there may be of them.
///
/// Source: Organizations user guide, "Quotas for AWS Organizations" and, for the types that it leaves out, "Managing
/// organization policies with AWS Organizations".
struct PolicyQuota: Sendable {
    /// Unicode characters of a document.
    var characters = 10_000
    /// Policies of the type that one root, unit or account may have, those of AWS included.
    var perTarget = 10
    /// Fewer cannot be left.
    var minimumPerTarget = 0
    var perOrganization = 1000
}

extension PolicyType {
    var quota: PolicyQuota {
        switch self {
        case .serviceControlPolicy: PolicyQuota(characters: 10_240, minimumPerTarget: 1, perOrganization: 10_000)
        case .resourceControlPolicy:
            PolicyQuota(characters: 5120, perTarget: 5, minimumPerTarget: 1, perOrganization: 2000)
        case .aiservicesOptOutPolicy: PolicyQuota(characters: 2500, perTarget: 5)
        case .chatbotPolicy: PolicyQuota(perTarget: 5)
        case .tagPolicy, .backupPolicy, .declarativePolicyEc2, .securityhubPolicy, .inspectorPolicy,
            .upgradeRolloutPolicy, .bedrockPolicy, .s3Policy, .networkSecurityDirectorPolicy:
            PolicyQuota()
        }
    }
}
