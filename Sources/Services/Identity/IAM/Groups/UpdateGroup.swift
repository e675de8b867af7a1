import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// The group, with two questions: may the caller change the one there is, and make it what it is to be?
    func groupToRename(_ input: UpdateGroupRequest, in scope: RequestScope) throws -> Target<GroupRecord> {
        var target: Target<GroupRecord> = try entity(input.groupName, "iam:UpdateGroup", .none, in: scope)
        let renamed = target.resource.renamed(input)
        if renamed.arn != target.resource.arn {
            target.checks.append(check("iam:UpdateGroup", on: renamed, in: scope))
        }
        return target
    }

    /// Members and policies stay with the group.
    func updateGroup(
        _ input: UpdateGroupRequest, on group: Authorized<GroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let current = try transaction.current(group.value)
            let renamed = current.record.renamed(input)
            guard renamed.key != current.record.key else {
                try transaction.update(renamed, expecting: current.version)
                return EmptyStructure()
            }
            try transaction.requireFree(GroupRecord.self, renamed.name, in: renamed.account)
            try transaction.delete(GroupRecord.self, current.record.key, expecting: current.version)
            try transaction.insert(renamed)
            try transaction.moveMembers(of: current.record, to: renamed)
            return EmptyStructure()
        }
    }
}

extension WriteTransaction {
    /// Who is in a group is written on the users.
    fileprivate func moveMembers(of group: GroupRecord, to renamed: GroupRecord) throws {
        for var user in try all(UserRecord.self, in: .account(group.account), where: group.hasMember) {
            user.groups = user.groups.map { $0 == group.membership ? renamed.membership : $0 }
            try put(user)
        }
    }
}

extension GroupRecord {
    fileprivate func renamed(_ input: UpdateGroupRequest) -> GroupRecord {
        var group = self
        group.name = input.newGroupName ?? name
        group.path = input.newPath ?? path
        return group
    }
}
