import Essentials
import ServiceKit
import Store

/// The ARN of a user, group or role: `arn:aws:iam::account:user/path/name`.
struct EntityARN: Sendable {
    let text: String
    let account: AccountID
    let type: IAMEntityType
    /// Begins and ends with a slash.
    let path: String
    let name: String

    init?(_ text: String) {
        guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty, let account = AccountID(arn.account),
            let type = arn.resourceType.flatMap(IAMEntityType.init(rawValue:)),
            let slash = arn.resource.lastIndex(of: "/")
        else { return nil }
        name = String(arn.resource[slash...].dropFirst())
        guard !name.isEmpty else { return nil }
        path = String(arn.resource[...slash].dropFirst(type.rawValue.count))
        self.text = text
        self.account = account
        self.type = type
    }
}

extension ReadTransaction {
    /// The user, group or role of this very ARN.
    func entity(_ arn: EntityARN) throws -> (any IAMEntity)? {
        let found: (any IAMEntity)? =
            switch arn.type {
            case .user: try get(UserRecord.self, UserRecord.key(arn.account, arn.name))?.record
            case .group: try get(GroupRecord.self, GroupRecord.key(arn.account, arn.name))?.record
            case .role: try get(RoleRecord.self, RoleRecord.key(arn.account, arn.name))?.record
            }
        return found?.arn == arn.text ? found : nil
    }
}
