import Essentials

extension AuditRecord {
    /// Writes `userIdentity`. Source: CloudTrail user guide, "CloudTrail userIdentity element".
    func writeIdentity(to writer: inout JSONWriter) {
        writer.name("userIdentity")
        writer.beginObject()
        switch identity {
        case .caller(let caller): caller.writeAuditMembers(to: &writer)
        case .service(let name, let caller):
            caller.writeAuditMembers(to: &writer)
            writer.member("invokedBy", name)
        case .serviceItself(let account):
            writer.member("accountId", account.description)
            writer.member("invokedBy", "AWS Internal")
        case .foreignAccount(let caller) where caller.isOfService: caller.writeAuditMembers(to: &writer)
        case .foreignAccount(let caller):
            writer.member("type", "AWSAccount")
            writer.member("principalId", caller.principalID)
            writer.member("accountId", caller.account.description)
        }
        writer.endObject()
    }
}

extension Caller {
    /// The spelling of `userIdentity.type`.
    var auditType: String {
        switch kind {
        case .root: "Root"
        case .user: "IAMUser"
        case .role: "AssumedRole"
        case .federatedUser: "FederatedUser"
        case .webIdentity: "WebIdentityUser"
        case .service: "AWSService"
        case .anonymous: "AWSAccount"
        }
    }

    /// A service is nobody's account.
    fileprivate var isOfService: Bool {
        if case .service = kind { true } else { false }
    }

    fileprivate func writeAuditMembers(to writer: inout JSONWriter) {
        writer.member("type", auditType)
        if case .service(let name) = kind {
            writer.member("invokedBy", name)
            return
        }
        if kind == .anonymous {
            writer.member("principalId", "")
            writer.member("accountId", "ANONYMOUS_PRINCIPAL")
            return
        }
        writer.member("principalId", principalID)
        if case .webIdentity(let identity) = kind {
            writer.member("userName", identity.subject)
            writer.member("identityProvider", identity.provider)
            return
        }
        writer.member("arn", arn)
        writer.member("accountId", account.description)
        writer.member("accessKeyId", accessKeyID)
        if case .user(let name, _) = kind { writer.member("userName", name) }
        if let session { write(session, to: &writer) }
    }

    private func write(_ session: TemporarySession, to writer: inout JSONWriter) {
        writer.name("sessionContext")
        writer.beginObject()
        switch kind {
        case .role(let role):
            writeIssuer("Role", id: role.roleID, arn: role.roleARN, name: role.roleName, to: &writer)
        case .federatedUser(let session):
            writeIssuer("IAMUser", id: session.userID, arn: session.userARN, name: session.userName, to: &writer)
        default: break
        }
        if let identity = session.webIdentity {
            writer.name("webIdFederationData")
            writer.beginObject()
            writer.member("federatedProvider", identity.provider)
            writer.name("attributes")
            writer.beginObject()
            writer.endObject()
            writer.endObject()
        }
        writer.name("attributes")
        writer.beginObject()
        writer.member("creationDate", session.issuedAt.iso8601)
        writer.member("mfaAuthenticated", session.isMultiFactorAuthenticated ? "true" : "false")
        writer.endObject()
        if let sourceIdentity = session.sourceIdentity { writer.member("sourceIdentity", sourceIdentity) }
        writer.endObject()
    }

    private func writeIssuer(_ type: String, id: String, arn: String, name: String, to writer: inout JSONWriter) {
        writer.name("sessionIssuer")
        writer.beginObject()
        writer.member("type", type)
        writer.member("principalId", id)
        writer.member("arn", arn)
        writer.member("accountId", account.description)
        writer.member("userName", name)
        writer.endObject()
    }
}
