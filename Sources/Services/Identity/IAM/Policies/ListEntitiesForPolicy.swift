import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// Groups, then roles, then users, each in order of name.
    func listEntitiesForPolicy(
        _ input: ListEntitiesForPolicyRequest, on policy: Authorized<ManagedPolicy>, in scope: RequestScope
    ) async throws -> ListEntitiesForPolicyResponse {
        let arn = policy.value.arn
        let holders = try await store.read { try $0.holders(ofPolicy: arn, in: scope.account, input) }
        let page = try page(of: holders, list: "iam.entities/\(arn)", at: \.place, input, for: scope)
        return ListEntitiesForPolicyResponse(
            policyGroups: page.holders(.group).map { PolicyGroup(groupName: $0.name, groupId: $0.id) },
            policyUsers: page.holders(.user).map { PolicyUser(userName: $0.name, userId: $0.id) },
            policyRoles: page.holders(.role).map { PolicyRole(roleName: $0.name, roleId: $0.id) },
            isTruncated: page.isTruncated, marker: page.marker)
    }
}

/// An entity that a policy is attached to, or bounds.
private struct Holder {
    let type: IAMEntityType
    let name: String
    let id: String

    var place: String { "\(type.rawValue)/\(name.lowercased())" }
}

extension Page where Element == Holder {
    fileprivate func holders(_ type: IAMEntityType) -> [Holder] { elements.filter { $0.type == type } }
}

extension ReadTransaction {
    fileprivate func holders(
        ofPolicy arn: String, in account: AccountID, _ input: ListEntitiesForPolicyRequest
    ) throws -> [Holder] {
        try holders(GroupRecord.self, .group, arn, account, input)
            + holders(RoleRecord.self, .role, arn, account, input)
            + holders(UserRecord.self, .user, arn, account, input)
    }

    private func holders<Entity: IAMEntity>(
        _ type: Entity.Type, _ wanted: EntityType, _ arn: String, _ account: AccountID,
        _ input: ListEntitiesForPolicyRequest
    ) throws -> [Holder] {
        guard input.entityFilter == nil || input.entityFilter == wanted else { return [] }
        let isAttached = Predicate.equals(.attachedPolicy, .string(arn))
        let isBounded = Predicate.equals(.boundary, .string(arn))
        let uses: Predicate
        switch input.policyUsageFilter {
        case .permissionsPolicy: uses = isAttached
        case .permissionsBoundary: uses = isBounded
        case nil: uses = .or([isAttached, isBounded])
        }
        return try all(Entity.self, in: .account(account), where: uses)
            .filter { input.pathPrefix.map($0.path.hasPrefix) ?? true }
            .map { Holder(type: Entity.type, name: $0.name, id: $0.id) }
    }
}
