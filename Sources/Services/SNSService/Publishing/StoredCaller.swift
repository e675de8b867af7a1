import Essentials
import HTTPMessage
import ServiceKit

/// Who has published, as far as KMS's policies ask: kept with a message so that its body can be opened in their name
/// after a restart. The policies that limited a session are not: KMS let the session open this very key before.
struct StoredCaller: Codable, Hashable, Sendable {
    enum Kind: String, Codable, Sendable {
        case root
        case user
        case role
        case service
        case other
    }

    let kind: Kind
    let account: AccountID
    let principalID: String
    let arn: String
    /// Of a user the name, of a service its principal.
    let name: String
    let path: String
    let role: [String]

    init(_ caller: Caller) {
        account = caller.account
        principalID = caller.principalID
        arn = caller.arn
        switch caller.kind {
        case .root: (kind, name, path, role) = (.root, "", "", [])
        case .user(let name, let path): (kind, self.name, self.path, role) = (.user, name, path, [])
        case .role(let session):
            (kind, name, path) = (.role, "", "")
            role = [session.roleName, session.roleARN, session.roleID, session.sessionName]
        case .service(let name): (kind, self.name, path, role) = (.service, name, "", [])
        case .federatedUser, .webIdentity, .anonymous: (kind, name, path, role) = (.other, "", "", [])
        }
    }

    /// A scope in which the caller calls once more.
    func scope(in region: Region, at now: Timestamp, random: any RandomSource) -> RequestScope {
        RequestScope(
            caller: Caller(
                kind: callerKind, account: account, principalID: principalID, arn: arn, accessKeyID: ""),
            region: region, requestID: random.uuid(), now: now, random: random,
            connection: ConnectionInfo(peerAddress: SNS.principal), userAgent: SNS.principal)
    }

    private var callerKind: Caller.Kind {
        switch kind {
        case .root: .root
        case .user: .user(name: name, path: path)
        case .role where role.count == 4:
            .role(
                RoleSession(roleName: role[0], roleARN: role[1], roleID: role[2], sessionName: role[3]))
        case .service: .service(name)
        case .role, .other: .anonymous
        }
    }
}
