import AWSProtocols
import Essentials
import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

/// How an operation finds what it acts on, and what must be asked before it may.
typealias Lookup<Input, Resource: Sendable> = @Sendable (Input, RequestScope) async throws -> Target<Resource>

/// What an input gives to the condition keys.
typealias Conditions<Input> = @Sendable (Input) -> OrganizationsConditions

extension Organizations {
    /// No resource in particular, only the organization that the caller belongs to.
    func organization<Input>(
        _ action: ActionName, for audience: Audience,
        conditions: @escaping Conditions<Input> = { _ in OrganizationsConditions() }
    ) -> Lookup<Input, Member> {
        { input, scope in
            let member = try member(scope, action, for: audience)
            return Target(member, try check(action, member, for: audience, conditions(input), in: scope))
        }
    }

    /// The root or organizational unit that the input names as parent.
    func parent<Input>(
        _ id: KeyPath<Input, String> & Sendable, _ action: ActionName, for audience: Audience,
        conditions: @escaping Conditions<Input> = { _ in OrganizationsConditions() }
    ) -> Lookup<Input, Held<Parent>> {
        entity(action, for: audience, conditions, or: .parentNotFound) { transaction, input, organization in
            try transaction.parent(input[keyPath: id], in: organization)
        }
    }

    func organizationalUnit<Input>(
        _ id: KeyPath<Input, String> & Sendable, _ action: ActionName, for audience: Audience
    ) -> Lookup<Input, Held<OrganizationalUnitRecord>> {
        entity(action, for: audience, or: .organizationalUnitNotFound) { transaction, input, organization in
            try transaction.organizationalUnit(input[keyPath: id], in: organization)
        }
    }

    /// A member account of the caller's organization.
    func account<Input>(
        _ id: KeyPath<Input, String> & Sendable, _ action: ActionName, for audience: Audience,
        conditions: @escaping Conditions<Input> = { _ in OrganizationsConditions() }
    ) -> Lookup<Input, Held<AccountRecord>> {
        entity(action, for: audience, conditions, or: .accountNotFound) { transaction, input, organization in
            try transaction.account(input[keyPath: id], in: organization)
        }
    }

    /// - Parameter error: what the caller is told where there is none, if the policies would have allowed the call
    func entity<Input, Entity: OrganizationEntity>(
        _ action: ActionName, for audience: Audience,
        _ conditions: @escaping Conditions<Input> = { _ in OrganizationsConditions() }, or error: AWSError,
        find: @escaping @Sendable (any ReadTransaction, Input, OrganizationRecord) throws -> Entity?
    ) -> Lookup<Input, Held<Entity>> {
        { input, scope in
            let member = try member(scope, action, for: audience)
            var conditions = conditions(input)
            guard let entity = try store.readNow({ try find($0, input, member.organization) }) else {
                throw TargetNotFound(error, check: try check(action, member, for: audience, conditions, in: scope))
            }
            conditions.resourceTags = entity.tags
            let arn = entity.arn(in: member.organization)
            return Target(
                Held(member: member, resource: entity),
                try check(action, member, on: arn, for: audience, conditions, in: scope))
        }
    }
}

extension Organizations {
    /// The caller as a member of its organization. Only a caller whom the policies allow the action learns that there
    /// is none, or that its account may not.
    func member(_ scope: RequestScope, _ action: ActionName, for audience: Audience) throws -> Member {
        let found = try store.readNow { transaction -> Member? in
            guard let account = try transaction.get(AccountRecord.self, AccountRecord.key(scope.account))?.record,
                let organization = try transaction.organization(of: scope.account)
            else { return nil }
            var member = Member(account: account, organization: organization)
            if !member.isManagement {
                member.resourcePolicy = try transaction.resourcePolicy(of: organization)?.attached(to: organization)
            }
            return member
        }
        guard let found else { throw TargetNotFound(.notInUse, check: Self.ownCheck(action, scope)) }
        if case .managementAccount = audience, !found.isManagement {
            throw TargetNotFound(.notPermitted, check: Self.ownCheck(action, scope))
        }
        return found
    }

    /// The question whether the caller may do this to something in its organization.
    ///
    /// The organization is the management account's. What its members may do of themselves they are asked about as if
    /// it were theirs; where the resource policy is what lets them in, they come from outside.
    func check(
        _ action: ActionName, _ member: Member, on resource: String = "*", for audience: Audience,
        _ conditions: OrganizationsConditions, in scope: RequestScope
    ) throws -> AccessCheck {
        let mayOfItself =
            switch audience {
            case .managementAccount, .managers: member.isManagement
            case .delegates: member.isManagement || member.isDelegatedAdministrator
            case .members: true
            }
        if mayOfItself {
            return AccessCheck(
                action: action, resource: resource, account: member.account.id, conditionKeys: conditions.value)
        }
        guard let policy = member.resourcePolicy else {
            throw TargetNotFound(.notPermitted, check: Self.ownCheck(action, scope))
        }
        return AccessCheck(
            action: action, resource: resource, account: member.organization.managementAccount, policy: policy,
            rule: .mustAllow, conditionKeys: conditions.value)
    }

    /// The same where there is no organization to ask about.
    static func ownCheck(_ action: ActionName, _ scope: RequestScope) -> AccessCheck {
        AccessCheck(action: action, account: scope.account)
    }

    /// The questions before something is made with tags: may the caller make it, and give it these?
    func creation<Resource>(
        _ target: Target<Resource>, taggedAs resource: String, _ tags: [Tag]?
    ) -> Target<Resource> {
        guard let tags, !tags.isEmpty, var check = target.checks.first else { return target }
        check.action = "organizations:TagResource"
        check.resource = resource
        let conditions = OrganizationsConditions(tags: tags)
        check.conditionKeys = conditions.value
        return Target(target.resource, checks: target.checks + [check])
    }
}
