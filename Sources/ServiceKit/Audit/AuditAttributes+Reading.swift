import Essentials

extension AuditAttributes {
    init(_ record: AuditRecord) {
        eventID = record.eventID
        eventName = record.name
        eventSource = record.source
        isReadOnly = record.isReadOnly
        switch record.identity {
        case .caller(let caller), .service(_, let caller):
            userName = caller.auditUserName
            accessKeyID = caller.auditAccessKeyID
        case .serviceItself, .foreignAccount:
            (userName, accessKeyID) = (nil, nil)
        }
        resources = record.resources.map { Resource(type: $0.type, arn: $0.arn) }
    }

    /// Nil where the text is no audit record.
    public init?(of record: JSON) {
        guard let eventID = record["eventID"]?.string, let name = record["eventName"]?.string,
            let source = record["eventSource"]?.string
        else { return nil }
        self.eventID = eventID
        eventName = name
        eventSource = source
        isReadOnly = record["readOnly"]?.bool ?? false
        let identity = record["userIdentity"]
        userName = identity.flatMap(Self.userName)
        accessKeyID = identity?["accessKeyId"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        resources = (record["resources"]?.array ?? []).compactMap { resource in
            guard let type = resource["type"]?.string, let arn = resource["ARN"]?.string else { return nil }
            return Resource(type: type, arn: arn)
        }
    }

    private static func userName(in identity: JSON) -> String? {
        switch identity["type"]?.string {
        case "Root": "root"
        case "IAMUser", "WebIdentityUser": identity["userName"]?.string
        // A session's id is that of the role or account, a colon, and the session's name, which has none.
        case "AssumedRole", "FederatedUser":
            identity["principalId"]?.string.flatMap { $0.split(separator: ":").last.map(String.init) }
        default: nil
        }
    }
}

extension Caller {
    fileprivate var auditUserName: String? {
        switch kind {
        case .root: "root"
        case .user(let name, _): name
        case .role(let session): session.sessionName
        case .federatedUser(let session): session.name
        case .webIdentity(let identity): identity.subject
        case .service, .anonymous: nil
        }
    }

    /// Of a service's and of a web identity's record there is none.
    fileprivate var auditAccessKeyID: String? {
        switch kind {
        case .service, .webIdentity: nil
        case .root, .user, .role, .federatedUser, .anonymous: accessKeyID.isEmpty ? nil : accessKeyID
        }
    }
}
