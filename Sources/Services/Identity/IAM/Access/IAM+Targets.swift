import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit

/// How an operation finds what it acts on, and what must be asked before it may.
typealias Lookup<Input, Resource: Sendable> = @Sendable (Input, RequestScope) async throws -> Target<Resource>

extension IAM {
    func user<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping @Sendable (Input) -> RequestConditions = { _ in .none }
    ) -> Lookup<Input, UserRecord> {
        { try entity($0[keyPath: name], action, conditions($0), in: $1) }
    }

    func group<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping @Sendable (Input) -> RequestConditions = { _ in .none }
    ) -> Lookup<Input, GroupRecord> {
        { try entity($0[keyPath: name], action, conditions($0), in: $1) }
    }

    func role<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping @Sendable (Input) -> RequestConditions = { _ in .none }
    ) -> Lookup<Input, RoleRecord> {
        { try entity($0[keyPath: name], action, conditions($0), in: $1) }
    }

    /// The user that the input names, or else the caller, who must then be a user.
    func userOrCaller<Input>(
        _ name: KeyPath<Input, String?> & Sendable, _ action: ActionName
    ) -> Lookup<Input, UserRecord> {
        { input, scope in
            try entity(input[keyPath: name] ?? scope.caller.ownUserName(), action, .none, in: scope)
        }
    }

    /// All entities of a type below a path, as AWS asks about listing them.
    func all<Input>(
        _ type: IAMEntityType, below path: KeyPath<Input, String?> & Sendable, _ action: ActionName
    ) -> Lookup<Input, Void> {
        { input, scope in
            let resource = "arn:aws:iam::\(scope.account):\(type.rawValue)\(input[keyPath: path] ?? "/")"
            return Target((), AccessCheck(action: action, resource: resource, account: scope.account))
        }
    }

    /// No entity in particular: the operation lists them.
    func everything<Input>(_ action: ActionName) -> Lookup<Input, Void> {
        { _, scope in Target((), AccessCheck(action: action, account: scope.account)) }
    }

    /// A user, group or role of the caller's account.
    func entity<Entity: IAMEntity>(
        _ name: String, _ action: ActionName, _ request: RequestConditions, in scope: RequestScope
    ) throws -> Target<Entity> {
        guard let entity = try store.get(Entity.self, Entity.key(scope.account, name))?.record else {
            let arn = Entity.type.arn(name, in: scope.account)
            throw TargetNotFound(
                .noSuch(Entity.type, name),
                check: check(action, arn, Entity.type.auditType, IAMConditions(request: request), in: scope))
        }
        return Target(entity, check(action, on: entity, request, in: scope))
    }

    func check(
        _ action: ActionName, on entity: some IAMEntity, _ request: RequestConditions = .none, in scope: RequestScope
    ) -> AccessCheck {
        let conditions = IAMConditions(
            request: request, resourceTags: entity.tags, resourceBoundary: entity.boundary)
        return check(action, entity.arn, type(of: entity).type.auditType, conditions, in: scope)
    }

    /// The questions before an entity is made: may the caller make it, and where it has tags, give it these? Tags and
    /// boundary are the request's, as there is no resource yet.
    func checks(
        _ action: ActionName, tagging: ActionName, _ arn: String, _ auditType: String, _ request: RequestConditions,
        in scope: RequestScope
    ) -> [AccessCheck] {
        let actions = request.tags.isEmpty ? [action] : [action, tagging]
        return actions.map { check($0, arn, auditType, IAMConditions(request: request), in: scope) }
    }

    func check(
        _ action: ActionName, _ arn: String, _ auditType: String, _ conditions: IAMConditions,
        in scope: RequestScope
    ) -> AccessCheck {
        AccessCheck(
            action: action, resource: arn, account: scope.account, auditType: auditType,
            conditionKeys: { conditions.value(forKey: $0) })
    }
}

extension Caller {
    fileprivate func ownUserName() throws(AWSError) -> String {
        guard case .user(let name, _) = kind else {
            throw .validation("Must specify userName when calling with non-User credentials")
        }
        return name
    }
}
