import IAMModel

extension UserDetail {
    init(of user: UserRecord, groups: [String]) {
        self.init(
            path: user.path, userName: user.name, userId: user.id, arn: user.arn, createDate: user.createdAt,
            userPolicyList: user.inlinePolicies.details, groupList: groups,
            attachedManagedPolicies: user.attachedPolicies.attached,
            permissionsBoundary: AttachedPermissionsBoundary(user.boundary), tags: user.tags.shown)
    }
}

extension GroupDetail {
    init(of group: GroupRecord) {
        self.init(
            path: group.path, groupName: group.name, groupId: group.id, arn: group.arn, createDate: group.createdAt,
            groupPolicyList: group.inlinePolicies.details, attachedManagedPolicies: group.attachedPolicies.attached)
    }
}

extension RoleDetail {
    init(of role: RoleRecord, _ profiles: [InstanceProfileRecord]) {
        self.init(
            path: role.path, roleName: role.name, roleId: role.id, arn: role.arn, createDate: role.createdAt,
            assumeRolePolicyDocument: PolicyText(role.trustPolicy).encoded,
            instanceProfileList: profiles.map { InstanceProfile(listing: $0, role: role) },
            rolePolicyList: role.inlinePolicies.details, attachedManagedPolicies: role.attachedPolicies.attached,
            permissionsBoundary: AttachedPermissionsBoundary(role.boundary), tags: role.tags.shown)
    }
}

extension ManagedPolicyDetail {
    /// With every version, documents included.
    init(of policy: ManagedPolicy, _ usage: PolicyUsage) {
        let summary = IAMModel.Policy(of: policy, usage)
        self.init(
            policyName: summary.policyName, policyId: summary.policyId, arn: summary.arn, path: summary.path,
            defaultVersionId: summary.defaultVersionId, attachmentCount: usage.attachments,
            permissionsBoundaryUsageCount: usage.boundaries, isAttachable: summary.isAttachable,
            description: policy.description, createDate: summary.createDate, updateDate: summary.updateDate,
            policyVersionList: policy.versions.map { version in
                var version = version
                version.document = version.document.map { PolicyText($0).encoded }
                return version
            })
    }
}

extension [InlinePolicy] {
    fileprivate var details: [PolicyDetail] {
        map { PolicyDetail(policyName: $0.name, policyDocument: PolicyText($0.document).encoded) }
    }
}

extension [String] {
    /// Of the ARNs of managed policies.
    fileprivate var attached: [AttachedPolicy] {
        compactMap(PolicyARN.init(parsing:)).map { AttachedPolicy(policyName: $0.name, policyArn: $0.text) }
    }
}
