/// IAM's quotas that are the same for all sorts of entities.
/// Source: IAM user guide, "IAM and AWS STS quotas".
enum IAMQuotas {
    static let accessKeysPerUser = 2
    static let groupsPerUser = 10
    static let attachedPolicies = 10
    static let instanceProfilesPerAccount = 1000
    static let rolesPerInstanceProfile = 1
    static let policiesPerAccount = 1500
    static let versionsPerPolicy = 5
    static let tags = 50
    static let providersPerAccount = 100
    static let clientIDsPerProvider = 100
    static let thumbprintsPerProvider = 5
    static let multiFactorDevicesPerUser = 8
    /// Characters of a managed policy, white space left out.
    static let managedPolicySize = 6144
    /// Characters of a trust policy, white space left out.
    static let trustPolicySize = 2048
}
