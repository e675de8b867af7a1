import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// Does nothing where the user is in the group already.
    func addUserToGroup(
        _ input: AddUserToGroupRequest, on group: Authorized<GroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        changeMember(input.userName, of: group.value) { user, group in
            guard !user.groups.contains(group) else { return }
            guard user.groups.count < IAMQuotas.groupsPerUser else {
                throw AWSError.quotaExceeded("GroupsPerUser", IAMQuotas.groupsPerUser)
            }
            user.groups.append(group)
        }
    }

    /// Does nothing where the user is not in the group.
    func removeUserFromGroup(
        _ input: RemoveUserFromGroupRequest, on group: Authorized<GroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        changeMember(input.userName, of: group.value) { user, group in user.groups.removeAll { $0 == group } }
    }

    /// In order of name.
    func listGroupsForUser(
        _ input: ListGroupsForUserRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) async throws -> ListGroupsForUserResponse {
        let user = user.value
        let groups = try await store.read { transaction in
            try user.groups.sorted().compactMap { name in
                try transaction.get(GroupRecord.self, GroupRecord.key(user.account, name))?.record
            }
        }
        let page = try page(of: groups, list: "iam.groups/\(user.arn)", at: \.membership, input, for: scope)
        return ListGroupsForUserResponse(
            groups: page.elements.map(Group.init(of:)), isTruncated: page.isTruncated, marker: page.marker)
    }

    private func changeMember(
        _ name: String, of group: GroupRecord, _ body: @escaping @Sendable (inout UserRecord, String) throws -> Void
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let group = try transaction.current(group).record
            guard let user = try transaction.get(UserRecord.self, UserRecord.key(group.account, name)) else {
                throw AWSError.noSuch(.user, name)
            }
            var changed = user.record
            try body(&changed, group.membership)
            if changed != user.record { try transaction.update(changed, expecting: user.version) }
            return EmptyStructure()
        }
    }
}
