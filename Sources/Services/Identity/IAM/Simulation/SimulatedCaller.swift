import AWSProtocols
import Essentials
import ServiceKit
import Store

/// Whom a simulation takes for the caller.
struct SimulatedCaller: Sendable {
    let caller: Caller
    /// A user or role whose properties condition keys can tell; not a group, nor nobody in particular.
    let isPrincipal: Bool

    private static let sessionName = "PolicySimulator"

    private init(_ caller: Caller, isPrincipal: Bool) {
        self.caller = caller
        self.isPrincipal = isPrincipal
    }

    /// Someone of an account.
    init(of account: AccountID) {
        caller = Self.user("", id: "", arn: "arn:aws:iam::\(account):user/", path: "/", account)
        isPrincipal = false
    }

    init(_ entity: some IAMEntity) {
        switch entity {
        case let user as UserRecord:
            caller = user.caller(accessKeyID: "")
            isPrincipal = true
        case let role as RoleRecord:
            caller = Self.session(of: role.name, arn: role.arn, id: role.id, role.account, tags: role.tags.byKey)
            isPrincipal = true
        default:
            caller = Self.user(entity.name, id: "", arn: entity.arn, path: entity.path, entity.account)
            isPrincipal = false
        }
    }

    /// The `CallerArn` of a request. It need not exist; where it does, its id and tags are known too.
    init(arn text: String, in account: AccountID, _ reader: any ReadTransaction) throws {
        guard let arn = EntityARN(text) else {
            throw AWSError.invalidInput("Invalid Caller ARN: \(text). It must be of an IAM user, group or role.")
        }
        if arn.account == account, let entity = try reader.entity(arn) {
            self.init(entity)
        } else if arn.type == .role {
            self.init(Self.session(of: arn.name, arn: text, id: "", arn.account, tags: [:]), isPrincipal: true)
        } else {
            self.init(
                Self.user(arn.name, id: "", arn: text, path: arn.path, arn.account), isPrincipal: arn.type == .user)
        }
    }

    private static func user(_ name: String, id: String, arn: String, path: String, _ account: AccountID) -> Caller {
        Caller(kind: .user(name: name, path: path), account: account, principalID: id, arn: arn, accessKeyID: "")
    }

    /// A role acts through sessions, and policies that name it are matched by these.
    private static func session(
        of role: String, arn: String, id: String, _ account: AccountID, tags: [String: String]
    ) -> Caller {
        Caller(
            kind: .role(RoleSession(roleName: role, roleARN: arn, roleID: id, sessionName: sessionName)),
            account: account, principalID: id.isEmpty ? "" : "\(id):\(sessionName)",
            arn: "arn:aws:sts::\(account):assumed-role/\(role)/\(sessionName)", accessKeyID: "", tags: tags)
    }
}
