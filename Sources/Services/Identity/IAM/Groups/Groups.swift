import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// The group that is to be.
    func newGroup(_ input: CreateGroupRequest, in scope: RequestScope) -> Target<GroupRecord> {
        let group = GroupRecord(
            account: scope.account, name: input.groupName, path: input.path ?? "/",
            id: UniqueIDPrefix.group.make(scope.random), createdAt: scope.now)
        return Target(group, check("iam:CreateGroup", on: group, in: scope))
    }

    func createGroup(
        _ input: CreateGroupRequest, on group: Authorized<GroupRecord>, in scope: RequestScope
    ) -> Change<CreateGroupResponse> {
        creation(of: group.value, answering: CreateGroupResponse(group: Group(of: group.value)))
    }

    /// The group with a page of its users.
    func getGroup(
        _ input: GetGroupRequest, on group: Authorized<GroupRecord>, in scope: RequestScope
    ) async throws -> GetGroupResponse {
        let page = try await page(
            UserRecord.self, in: .account(scope.account), where: group.value.hasMember, input, for: scope)
        return GetGroupResponse(
            group: Group(of: group.value), users: page.elements.map(User.init(listing:)),
            isTruncated: page.isTruncated, marker: page.marker)
    }

    func listGroups(
        _ input: ListGroupsRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListGroupsResponse {
        let page = try await page(GroupRecord.self, below: input, for: scope)
        return ListGroupsResponse(
            groups: page.elements.map(Group.init(of:)), isTruncated: page.isTruncated, marker: page.marker)
    }

    func deleteGroup(
        _ input: DeleteGroupRequest, on group: Authorized<GroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        deletion(of: group.value) { group, transaction in
            let place = RecordScope.account(group.account)
            guard try transaction.first(UserRecord.self, in: place, where: group.hasMember) == nil else {
                throw AWSError.deleteConflict("remove users from group")
            }
        }
    }
}

extension GroupRecord {
    /// As the group is written on its users.
    var membership: String { name.lowercased() }

    var hasMember: Predicate { .equals(.group, .string(membership)) }
}

extension Group {
    init(of group: GroupRecord) {
        self.init(
            path: group.path, groupName: group.name, groupId: group.id, arn: group.arn, createDate: group.createdAt)
    }
}
