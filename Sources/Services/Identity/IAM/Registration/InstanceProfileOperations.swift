import IAMModel
import ServiceKit

extension IAM {
    var instanceProfileOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.createInstanceProfile, on: newInstanceProfile, perform: createInstanceProfile),
            Operation(
                reply: IAMOperations.getInstanceProfile,
                on: instanceProfile(\.instanceProfileName, "iam:GetInstanceProfile"), perform: getInstanceProfile),
            Operation(
                reply: IAMOperations.listInstanceProfiles, on: allInstanceProfiles, perform: listInstanceProfiles),
            Operation(
                reply: IAMOperations.listInstanceProfilesForRole,
                on: role(\.roleName, "iam:ListInstanceProfilesForRole"), perform: listInstanceProfilesForRole),
            Operation(
                change: IAMOperations.deleteInstanceProfile,
                on: instanceProfile(\.instanceProfileName, "iam:DeleteInstanceProfile"),
                perform: deleteInstanceProfile),
            Operation(
                change: IAMOperations.addRoleToInstanceProfile, on: profileForRole, perform: addRoleToInstanceProfile),
            Operation(
                change: IAMOperations.removeRoleFromInstanceProfile,
                on: instanceProfile(\.instanceProfileName, "iam:RemoveRoleFromInstanceProfile"),
                perform: removeRoleFromInstanceProfile),
            Operation(
                change: IAMOperations.tagInstanceProfile,
                on: instanceProfile(\.instanceProfileName, "iam:TagInstanceProfile") {
                    RequestConditions(tags: $0.tags)
                }, perform: tagInstanceProfile),
            Operation(
                change: IAMOperations.untagInstanceProfile,
                on: instanceProfile(\.instanceProfileName, "iam:UntagInstanceProfile") {
                    RequestConditions(tagKeys: $0.tagKeys)
                }, perform: untagInstanceProfile),
            Operation(
                reply: IAMOperations.listInstanceProfileTags,
                on: instanceProfile(\.instanceProfileName, "iam:ListInstanceProfileTags"),
                perform: listInstanceProfileTags),
        ]
    }

    @Sendable private func allInstanceProfiles(
        _ input: ListInstanceProfilesRequest, in scope: RequestScope
    ) -> Target<Void> {
        let resource = InstanceProfileRecord.arn(scope.account, input.pathPrefix ?? "/")
        return Target((), AccessCheck(action: "iam:ListInstanceProfiles", resource: resource, account: scope.account))
    }
}
