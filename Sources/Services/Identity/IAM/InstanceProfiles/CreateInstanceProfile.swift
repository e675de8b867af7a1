import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// The profile that is to be.
    func newInstanceProfile(
        _ input: CreateInstanceProfileRequest, in scope: RequestScope
    ) throws -> Target<InstanceProfileRecord> {
        let profile = InstanceProfileRecord(
            account: scope.account, name: input.instanceProfileName, path: input.path ?? "/",
            id: UniqueIDPrefix.instanceProfile.make(scope.random), createdAt: scope.now,
            tags: try TagList(input.tags).tags)
        return Target(
            profile,
            checks: checks(
                "iam:CreateInstanceProfile", tagging: "iam:TagInstanceProfile", profile.arn,
                Self.instanceProfileType, RequestConditions(tags: input.tags ?? []), in: scope))
    }

    func createInstanceProfile(
        _ input: CreateInstanceProfileRequest, as profile: Authorized<InstanceProfileRecord>, in scope: RequestScope
    ) -> Change<CreateInstanceProfileResponse> {
        let profile = profile.value
        return Change { transaction in
            guard try transaction.get(InstanceProfileRecord.self, profile.key) == nil else {
                throw AWSError(.entityAlreadyExistsException, "Instance Profile \(profile.name) already exists.")
            }
            let count = try transaction.count(InstanceProfileRecord.self, in: .account(profile.account))
            guard count < IAMQuotas.instanceProfilesPerAccount else {
                throw AWSError.quotaExceeded("InstanceProfilesPerAccount", IAMQuotas.instanceProfilesPerAccount)
            }
            try transaction.insert(profile)
            return CreateInstanceProfileResponse(instanceProfile: InstanceProfile(of: profile, role: nil))
        }
    }

    /// Only a profile without a role.
    func deleteInstanceProfile(
        _ input: DeleteInstanceProfileRequest, on profile: Authorized<InstanceProfileRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let current = try transaction.current(profile.value)
            guard current.record.roleName == nil else {
                throw AWSError.deleteConflict("remove roles from instance profile")
            }
            try transaction.delete(InstanceProfileRecord.self, current.record.key, expecting: current.version)
            return EmptyStructure()
        }
    }
}

extension InstanceProfile {
    /// With everything that is known of the profile.
    init(of profile: InstanceProfileRecord, role: RoleRecord?) {
        self.init(listing: profile, role: role)
        tags = profile.tags.shown
    }

    /// As lists show profiles: without tags.
    init(listing profile: InstanceProfileRecord, role: RoleRecord?) {
        self.init(
            path: profile.path, instanceProfileName: profile.name, instanceProfileId: profile.id, arn: profile.arn,
            createDate: profile.createdAt, roles: role.map { [Role(listing: $0)] } ?? [])
    }
}
