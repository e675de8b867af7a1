import IAMModel
import ServiceKit
import Store

extension IAM {
    func getInstanceProfile(
        _ input: GetInstanceProfileRequest, on profile: Authorized<InstanceProfileRecord>, in scope: RequestScope
    ) async throws -> GetInstanceProfileResponse {
        let role = try await role(of: profile.value)
        return GetInstanceProfileResponse(instanceProfile: InstanceProfile(of: profile.value, role: role))
    }

    func listInstanceProfiles(
        _ input: ListInstanceProfilesRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListInstanceProfilesResponse {
        let page = try await page(InstanceProfileRecord.self, below: input, for: scope)
        return ListInstanceProfilesResponse(
            instanceProfiles: try await listed(page.elements), isTruncated: page.isTruncated, marker: page.marker)
    }

    func listInstanceProfilesForRole(
        _ input: ListInstanceProfilesForRoleRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) async throws -> ListInstanceProfilesForRoleResponse {
        let page = try await page(
            InstanceProfileRecord.self, in: .account(scope.account), where: role.value.isInProfile, input, for: scope)
        return ListInstanceProfilesForRoleResponse(
            instanceProfiles: try await listed(page.elements), isTruncated: page.isTruncated, marker: page.marker)
    }

    func listInstanceProfileTags(
        _ input: ListInstanceProfileTagsRequest, on profile: Authorized<InstanceProfileRecord>,
        in scope: RequestScope
    ) throws -> ListInstanceProfileTagsResponse {
        let page = try page(ofTags: profile.value.tags, of: profile.value.arn, input, for: scope)
        return ListInstanceProfileTagsResponse(
            tags: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    private func listed(_ profiles: [InstanceProfileRecord]) async throws -> [InstanceProfile] {
        var listed: [InstanceProfile] = []
        for profile in profiles { listed.append(InstanceProfile(listing: profile, role: try await role(of: profile))) }
        return listed
    }

    private func role(of profile: InstanceProfileRecord) async throws -> RoleRecord? {
        guard let name = profile.roleName,
            let role = try store.get(RoleRecord.self, RoleRecord.key(profile.account, name))?.record
        else { return nil }
        return try await withTrustPolicyOfToday(role)
    }
}
