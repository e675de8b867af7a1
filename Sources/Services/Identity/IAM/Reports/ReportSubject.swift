import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit
import Store

/// What a report of last accesses is on.
enum ReportSubject: Sendable {
    case user(UserRecord)
    case group(GroupRecord)
    case role(RoleRecord)
    case policy(ManagedPolicy)
}

/// A policy that grants something to a subject.
struct GrantingPolicy: Sendable {
    let name: String
    /// Nil of an inline policy.
    let arn: String?
    /// Whom an inline policy is part of.
    let owner: (type: PolicyOwnerEntityType, name: String)?
    let document: String
}

/// A user or role whose calls a report counts.
struct ReportedEntity: Sendable {
    let arn: String
    let name: String
    let id: String
    let path: String
    let type: PolicyOwnerEntityType

    init(_ user: UserRecord) {
        (arn, name, id, path, type) = (user.arn, user.name, user.id, user.path, .user)
    }

    init(_ role: RoleRecord) {
        (arn, name, id, path, type) = (role.arn, role.name, role.id, role.path, .role)
    }
}

extension IAM {
    /// The user, group, role or policy of an ARN.
    func reportSubject<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, ReportSubject> {
        { input, scope in
            let text = input[keyPath: arn]
            let found = try await store.read { try $0.reportSubject(text, in: scope.account) }
            guard let parsed = ARN(text), parsed.service == "iam", parsed.resource.contains("/") else {
                throw AWSError.invalidInput("ARN \(text) is not valid.")
            }
            let check = AccessCheck(action: action, resource: text, account: scope.account)
            guard let found else {
                throw TargetNotFound(
                    AWSError(.noSuchEntityException, "ARN \(text) was not found."), check: check)
            }
            return Target(found, check)
        }
    }
}

extension ReadTransaction {
    func reportSubject(_ text: String, in account: AccountID) throws -> ReportSubject? {
        guard let arn = ARN(text), let name = arn.resource.split(separator: "/").last.map(String.init) else {
            return nil
        }
        switch arn.resourceType {
        case "user": return try entity(UserRecord.self, name, account, text).map(ReportSubject.user)
        case "group": return try entity(GroupRecord.self, name, account, text).map(ReportSubject.group)
        case "role": return try entity(RoleRecord.self, name, account, text).map(ReportSubject.role)
        case "policy":
            guard let policy = PolicyARN(parsing: text) else { return nil }
            return try managedPolicy(policy, for: account).map(ReportSubject.policy)
        default: return nil
        }
    }

    private func entity<Entity: IAMEntity>(
        _ type: Entity.Type, _ name: String, _ account: AccountID, _ arn: String
    ) throws -> Entity? {
        guard let entity = try get(Entity.self, Entity.key(account, name))?.record, entity.arn == arn else {
            return nil
        }
        return entity
    }
}

extension ReportSubject {
    /// What grants the subject its permissions: of a user, what their groups have too.
    func policies(_ transaction: any ReadTransaction) throws -> [GrantingPolicy] {
        switch self {
        case .user(let user):
            let groups = try user.groups.compactMap {
                try transaction.get(GroupRecord.self, GroupRecord.key(user.account, $0))?.record
            }
            return try transaction.policies(of: user, .user)
                + groups.flatMap { try transaction.policies(of: $0, .group) }
        case .group(let group): return try transaction.policies(of: group, .group)
        case .role(let role): return try transaction.policies(of: role, .role)
        case .policy(let policy):
            let document = try PolicyReader.document(ofManagedPolicy: policy.arn, transaction)
            return [GrantingPolicy(name: policy.arn, arn: policy.arn, owner: nil, document: document ?? "{}")]
        }
    }

    /// The users and roles that could have used the subject's permissions.
    func entities(in account: AccountID, _ transaction: any ReadTransaction) throws -> [ReportedEntity] {
        let place = RecordScope.account(account)
        switch self {
        case .user(let user): return [ReportedEntity(user)]
        case .role(let role): return [ReportedEntity(role)]
        case .group(let group):
            return try transaction.all(UserRecord.self, in: place, where: group.hasMember).map(ReportedEntity.init)
        case .policy(let policy):
            let isAttached = Predicate.equals(.attachedPolicy, .string(policy.arn))
            let groups = try transaction.all(GroupRecord.self, in: place, where: isAttached)
            let members = groups.isEmpty ? [] : [Predicate.isIn(.group, groups.map { .string($0.membership) })]
            let users = try transaction.all(UserRecord.self, in: place, where: .or([isAttached] + members))
            let roles = try transaction.all(RoleRecord.self, in: place, where: isAttached)
            return users.map(ReportedEntity.init) + roles.map(ReportedEntity.init)
        }
    }
}

extension ReadTransaction {
    fileprivate func policies(of holder: some PolicyHolder, _ type: PolicyOwnerEntityType) throws -> [GrantingPolicy] {
        let inline = holder.inlinePolicies.map {
            GrantingPolicy(name: $0.name, arn: nil, owner: (type, holder.name), document: $0.document)
        }
        let managed = try holder.attachedPolicies.compactMap { arn in
            try PolicyReader.document(ofManagedPolicy: arn, self).map { document in
                GrantingPolicy(
                    name: PolicyARN(parsing: arn)?.name ?? arn, arn: arn, owner: nil, document: document)
            }
        }
        return inline + managed
    }
}
