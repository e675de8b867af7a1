import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

/// An account on its way from one parent to another.
struct AccountMove: Sendable {
    let member: Member
    let account: AccountRecord
    let source: Parent
    let destination: Parent
}

extension Organizations {
    /// The account and both parents. A caller must be allowed to move each.
    func accountMove(_ input: MoveAccountRequest, in scope: RequestScope) throws -> Target<AccountMove> {
        let action = ActionNames.moveAccount
        let member = try member(scope, action, for: .managementAccount)
        func check(_ entity: (any OrganizationEntity)?) throws -> AccessCheck {
            try self.check(
                action, member, on: entity?.arn(in: member.organization) ?? "*", for: .managementAccount,
                OrganizationsConditions(resourceTags: entity?.tags ?? []), in: scope)
        }
        let (account, source, destination) = try store.readNow { transaction in
            (
                try transaction.account(input.accountId, in: member.organization),
                try transaction.parent(input.sourceParentId, in: member.organization),
                try transaction.parent(input.destinationParentId, in: member.organization)
            )
        }
        guard let account else { throw TargetNotFound(.accountNotFound, check: try check(nil)) }
        guard let source else { throw TargetNotFound(.sourceParentNotFound, check: try check(account)) }
        guard let destination else { throw TargetNotFound(.destinationParentNotFound, check: try check(account)) }
        return Target(
            AccountMove(member: member, account: account, source: source, destination: destination),
            try check(account), try check(source), try check(destination))
    }

    func moveAccount(
        _ input: MoveAccountRequest, on move: Authorized<AccountMove>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let move = move.value
        let organization = move.member.organization
        guard move.account.membership?.parentID != move.destination.id else { throw AWSError.duplicateAccount }
        guard move.account.membership?.parentID == move.source.id else { throw AWSError.accountNotFound }
        return Change { transaction in
            guard var account = try transaction.account(input.accountId, in: organization),
                account.membership?.parentID == move.source.id,
                try transaction.parent(move.destination.id, in: organization) != nil
            else { throw AWSError.concurrentModification }
            account.membership?.parentID = move.destination.id
            try transaction.put(account)
            return EmptyStructure()
        }
    }
}
