import AWSProtocols
import Essentials
import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

/// How an operation finds what it acts on, and what must be asked before it may.
typealias Lookup<Input, Resource: Sendable> = @Sendable (Input, RequestScope) async throws -> Target<Resource>

extension Organizations {
    /// No resource in particular, only the organization that the caller belongs to.
    func organization<Input>(
        _ action: ActionName, for audience: Audience,
        conditions: @escaping @Sendable (Input) -> OrganizationsConditions = { _ in OrganizationsConditions() }
    ) -> Lookup<Input, Member> {
        { input, scope in
            let member = try member(scope, action, for: audience)
            return Target(member, try check(action, member, for: audience, conditions(input), in: scope))
        }
    }

    /// The root or organizational unit that the input names as parent.
    func parent<Input>(
        _ id: KeyPath<Input, String> & Sendable, _ action: ActionName, for audience: Audience,
        conditions: @escaping @Sendable (Input) -> OrganizationsConditions = { _ in OrganizationsConditions() }
    ) -> Lookup<Input, Held<Parent>> {
        { input, scope in
            let member = try member(scope, action, for: audience)
            guard let parent = try store.readNow({ try $0.parent(input[keyPath: id], in: member.organization) }) else {
                let check = try check(action, member, for: audience, conditions(input), in: scope)
                throw TargetNotFound(.parentNotFound, check: check)
            }
            var conditions = conditions(input)
            conditions.resourceTags = parent.tags
            let check = try check(
                action, member, on: parent.arn(in: member.organization), for: audience, conditions, in: scope)
            return Target(Held(member: member, resource: parent), check)
        }
    }

    /// The caller as a member of its organization. Only a caller whom the policies allow the action learns that there
    /// is none, or that its account may not.
    func member(_ scope: RequestScope, _ action: ActionName, for audience: Audience) throws -> Member {
        let found = try store.readNow { transaction -> Member? in
            guard let account = try transaction.get(AccountRecord.self, AccountRecord.key(scope.account))?.record,
                let organization = try transaction.organization(of: scope.account)
            else { return nil }
            return Member(account: account, organization: organization)
        }
        guard let found else { throw TargetNotFound(.notInUse, check: Self.ownCheck(action, scope)) }
        if case .managementAccount = audience, !found.isManagement {
            throw TargetNotFound(.notPermitted, check: Self.ownCheck(action, scope))
        }
        return found
    }

    /// The question whether the caller may do this to something in its organization.
    func check(
        _ action: ActionName, _ member: Member, on resource: String = "*", for audience: Audience,
        _ conditions: OrganizationsConditions, in scope: RequestScope
    ) throws -> AccessCheck {
        AccessCheck(
            action: action, resource: resource, account: member.account.id, conditionKeys: conditions.value)
    }

    /// The same where there is no organization to ask about.
    static func ownCheck(_ action: ActionName, _ scope: RequestScope) -> AccessCheck {
        AccessCheck(action: action, account: scope.account)
    }
}
