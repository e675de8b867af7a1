import Essentials

/// A user, group or role, for what IAM does alike to all three.
protocol IAMEntity: PolicyHolder, Hashable {
    static var type: IAMEntityType { get }
    /// The unique id: an entity made anew under an old name has another.
    var id: String { get }
    var tags: [StoredTag] { get }
    /// The ARN of the managed policy that bounds the entity's permissions.
    var boundary: String? { get }
}

/// A user or role: these alone have tags and permissions boundaries.
protocol IAMPrincipal: IAMEntity {
    var tags: [StoredTag] { get set }
    var boundary: String? { get set }
}

extension UserRecord: IAMPrincipal {
    static let type = IAMEntityType.user
}

extension RoleRecord: IAMPrincipal {
    static let type = IAMEntityType.role
}

extension GroupRecord: IAMEntity {
    static let type = IAMEntityType.group
    var tags: [StoredTag] { [] }
    var boundary: String? { nil }
}
