import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    func addRoleToInstanceProfile(
        _ input: AddRoleToInstanceProfileRequest, on profile: Authorized<InstanceProfileRecord>,
        in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(profile.value) { profile, transaction in
            guard let role = try transaction.get(RoleRecord.self, RoleRecord.key(profile.account, input.roleName))
            else { throw AWSError.noSuch(.role, input.roleName) }
            try role.record.requireModifiable()
            guard profile.roleName == nil else {
                throw AWSError.quotaExceeded("InstanceSessionsPerInstanceProfile", IAMQuotas.rolesPerInstanceProfile)
            }
            profile.roleName = role.record.name
        }
    }

    func removeRoleFromInstanceProfile(
        _ input: RemoveRoleFromInstanceProfileRequest, on profile: Authorized<InstanceProfileRecord>,
        in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(profile.value) { profile, _ in
            guard profile.roleName?.lowercased() == input.roleName.lowercased() else {
                throw AWSError.noSuch(.role, input.roleName)
            }
            profile.roleName = nil
        }
    }

    func tagInstanceProfile(
        _ input: TagInstanceProfileRequest, on profile: Authorized<InstanceProfileRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(profile.value) { profile, _ in profile.tags = try TagList(profile.tags).adding(input.tags).tags }
    }

    func untagInstanceProfile(
        _ input: UntagInstanceProfileRequest, on profile: Authorized<InstanceProfileRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(profile.value) { profile, _ in profile.tags = TagList(profile.tags).removing(input.tagKeys).tags }
    }
}
