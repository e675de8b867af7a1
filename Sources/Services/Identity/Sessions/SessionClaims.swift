import Essentials
import ServiceKit

/// What a session token holds. The token is sealed under the root key, so nothing need be stored to honour it, and
/// every server with that root key does.
struct SessionClaims: Codable, Sendable, Hashable {
    enum Holder: Codable, Sendable, Hashable {
        case role(name: String, arn: String, id: String, sessionName: String)
        case user(name: String, path: String, id: String)
        /// A name that the user of this ARN has given.
        case federated(name: String, userName: String, userARN: String, userID: String)
    }

    var accessKeyID: String
    var secret: String
    var account: AccountID
    var holder: Holder
    var issuedAt: Timestamp
    var expiresAt: Timestamp
    /// When the user gave a code of their multi-factor device.
    var multiFactorAuthenticatedAt: Timestamp?
    var sourceIdentity: String?
    /// Session policies, as documents.
    var policies: [String] = []
    var tags: [String: String] = [:]
    var transitiveTagKeys: [String] = []
    var webIdentity: WebIdentity?
}

extension SessionClaims {
    /// What STS itself lays on a session: one of a user may call little of STS, and IAM only after a code of a
    /// multi-factor device; one of a federated user neither.
    /// Source: STS API reference, "GetSessionToken" and "GetFederationToken".
    var limits: [String] {
        switch holder {
        case .role: []
        case .user: [Self.userPolicy(allowingIAM: multiFactorAuthenticatedAt != nil)]
        case .federated: [Self.federatedUserPolicy]
        }
    }

    private static func userPolicy(allowingIAM: Bool) -> String {
        let excluded = allowingIAM ? #""sts:*""# : #""iam:*", "sts:*""#
        return """
            {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "NotAction": [\(excluded)], "Resource": "*"},
                {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Resource": "*"}
            ]}
            """
    }

    /// A deny, because an allow would add to what the session's own policies allow.
    private static let federatedUserPolicy = """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["iam:*", "sts:*"], "Resource": "*"}]}
        """
}

extension SessionClaims {
    /// The caller that these credentials speak for.
    func caller(principalTags: [String: String]) -> Caller {
        let session = TemporarySession(
            issuedAt: issuedAt, expiresAt: expiresAt, multiFactorAuthenticatedAt: multiFactorAuthenticatedAt,
            sourceIdentity: sourceIdentity, transitiveTags: self.tags.filter { transitiveTagKeys.contains($0.key) },
            webIdentity: webIdentity)
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
        case .federated(let name, let userName, let userARN, let userID):
            return Caller(
                kind: .federatedUser(
                    FederationSession(name: name, userName: userName, userARN: userARN, userID: userID)),
                account: account, principalID: "\(account):\(name)",
                arn: "arn:aws:sts::\(account):federated-user/\(name)", accessKeyID: accessKeyID, session: session,
                tags: tags)
        }
    }
}
