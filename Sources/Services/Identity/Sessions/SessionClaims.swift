import Essentials
import ServiceKit

/// What a session token holds. The token is sealed under the root key, so nothing need be stored to honour it, and
/// every server with that root key does.
struct SessionClaims: Codable, Sendable, Hashable {
    enum Holder: Codable, Sendable, Hashable {
        case role(name: String, arn: String, id: String, sessionName: String)
        case user(name: String, path: String, id: String)
    }

    var accessKeyID: String
    var secret: String
    var account: AccountID
    var holder: Holder
    var issuedAt: Timestamp
    var expiresAt: Timestamp
    var isMultiFactorAuthenticated = false
    var sourceIdentity: String?
    /// Session policies, as documents.
    var policies: [String] = []
    var tags: [String: String] = [:]
    var transitiveTagKeys: [String] = []
}

extension SessionClaims.Holder {
    /// What STS itself lays on a session: one of a user may call neither IAM nor most of STS.
    /// Source: STS API reference, "GetSessionToken".
    var limits: [String] {
        switch self {
        case .role: []
        case .user: [Self.userSessionPolicy]
        }
    }

    private static let userSessionPolicy = """
        {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"},
            {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Resource": "*"}
        ]}
        """
}

extension SessionClaims {
    /// The caller that these credentials speak for.
    func caller(principalTags: [String: String]) -> Caller {
        let session = TemporarySession(
            issuedAt: issuedAt, expiresAt: expiresAt, isMultiFactorAuthenticated: isMultiFactorAuthenticated,
            sourceIdentity: sourceIdentity, transitiveTags: self.tags.filter { transitiveTagKeys.contains($0.key) })
        // Keys of tags are told apart by more than case: a session's `TEAM` takes the place of its role's `team`.
        let taken = Set(tags.keys.map { $0.lowercased() })
        let tags = principalTags.filter { !taken.contains($0.key.lowercased()) }.merging(tags) { $1 }
        switch holder {
        case .role(let name, let arn, let id, let sessionName):
            return Caller(
                kind: .role(RoleSession(roleName: name, roleARN: arn, roleID: id, sessionName: sessionName)),
                account: account, principalID: "\(id):\(sessionName)",
                arn: "arn:aws:sts::\(account):assumed-role/\(name)/\(sessionName)", accessKeyID: accessKeyID,
                session: session, tags: tags)
        case .user(let name, let path, let id):
            return Caller(
                kind: .user(name: name, path: path), account: account, principalID: id,
                arn: "arn:aws:iam::\(account):user\(path)\(name)", accessKeyID: accessKeyID, session: session,
                tags: tags)
        }
    }
}
