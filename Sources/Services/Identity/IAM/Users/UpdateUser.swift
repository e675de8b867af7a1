import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// The user, with two questions: may the caller change the one there is, and make it what it is to be?
    func userToRename(_ input: UpdateUserRequest, in scope: RequestScope) throws -> Target<UserRecord> {
        var target: Target<UserRecord> = try entity(input.userName, "iam:UpdateUser", .none, in: scope)
        let renamed = target.resource.renamed(input)
        if renamed.arn != target.resource.arn {
            target.checks.append(check("iam:UpdateUser", on: renamed, in: scope))
        }
        return target
    }

    /// Groups, policies and access keys stay with the user.
    func updateUser(
        _ input: UpdateUserRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let current = try transaction.current(user.value)
            let renamed = current.record.renamed(input)
            if renamed.key == current.record.key {
                try transaction.update(renamed, expecting: current.version)
            } else {
                try transaction.requireFree(UserRecord.self, renamed.name, in: renamed.account)
                try transaction.delete(UserRecord.self, current.record.key, expecting: current.version)
                try transaction.insert(renamed)
            }
            for var key in try transaction.accessKeys(of: current.record) {
                key.userName = renamed.name
                try transaction.put(key)
            }
            return EmptyStructure()
        }
    }
}

extension UserRecord {
    fileprivate func renamed(_ input: UpdateUserRequest) -> UserRecord {
        var user = self
        user.name = input.newUserName ?? name
        user.path = input.newPath ?? path
        return user
    }
}
