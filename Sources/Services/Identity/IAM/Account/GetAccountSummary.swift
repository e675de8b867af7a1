import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store

extension IAM {
    func getAccountSummary(
        _ input: EmptyStructure, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> GetAccountSummaryResponse {
        let counts = try await store.read { try $0.entityCounts(in: scope.account) }
        let map = Self.quotas.merging(counts) { $1 }
        return GetAccountSummaryResponse(
            summaryMap: Dictionary(uniqueKeysWithValues: map.map { ($0.key.rawValue, $0.value) }))
    }

    /// Source: IAM API reference, GetAccountSummary; IAM user guide, "IAM and AWS STS quotas".
    private static let quotas: [SummaryKeyType: Int] = [
        .usersQuota: IAMEntityType.user.perAccount, .groupsQuota: IAMEntityType.group.perAccount,
        .rolesQuota: IAMEntityType.role.perAccount, .policiesQuota: IAMQuotas.policiesPerAccount,
        .instanceProfilesQuota: IAMQuotas.instanceProfilesPerAccount,
        .serverCertificatesQuota: 20, .signingCertificatesPerUserQuota: 2,
        .userPolicySizeQuota: IAMEntityType.user.inlinePolicySize,
        .groupPolicySizeQuota: IAMEntityType.group.inlinePolicySize,
        .rolePolicySizeQuota: IAMEntityType.role.inlinePolicySize,
        .policySizeQuota: IAMQuotas.managedPolicySize, .assumeRolePolicySizeQuota: IAMQuotas.trustPolicySize,
        .groupsPerUserQuota: IAMQuotas.groupsPerUser, .accessKeysPerUserQuota: IAMQuotas.accessKeysPerUser,
        .attachedPoliciesPerUserQuota: IAMQuotas.attachedPolicies,
        .attachedPoliciesPerGroupQuota: IAMQuotas.attachedPolicies,
        .attachedPoliciesPerRoleQuota: IAMQuotas.attachedPolicies,
        .versionsPerPolicyQuota: IAMQuotas.versionsPerPolicy, .policyVersionsInUseQuota: 10_000,
        .globalEndpointTokenVersion: 1,
    ]
}

extension ReadTransaction {
    /// What there is. Root users have neither password nor keys here, and nobody has certificates.
    fileprivate func entityCounts(in account: AccountID) throws -> [SummaryKeyType: Int] {
        let place = RecordScope.account(account)
        let policies = try all(ManagedPolicyRecord.self, in: place)
        return [
            .users: try count(UserRecord.self, in: place), .groups: try count(GroupRecord.self, in: place),
            .roles: try count(RoleRecord.self, in: place), .policies: policies.count,
            .policyVersionsInUse: policies.reduce(0) { $0 + $1.versions.count },
            .instanceProfiles: try count(InstanceProfileRecord.self, in: place),
            .providers: try count(OpenIDConnectProviderRecord.self, in: place),
            .mfaDevices: try count(MultiFactorDeviceRecord.self, in: place),
            .mfaDevicesInUse: try count(
                MultiFactorDeviceRecord.self, in: place, where: .equals(.assignment, "Assigned")),
            .serverCertificates: 0, .accountMFAEnabled: 0,
            .accountAccessKeysPresent: 0, .accountPasswordPresent: 0, .accountSigningCertificatesPresent: 0,
        ]
    }
}
