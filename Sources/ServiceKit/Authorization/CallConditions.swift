import Essentials
import PolicyEngine

/// The condition keys of one call: the global ones from the call itself, the rest from the operation's target.
///
/// Source: IAM user guide, "AWS global condition context keys".
struct CallConditions: ConditionContext {
    let scope: RequestScope
    let check: AccessCheck

    func value(forKey key: String) -> ContextValue? {
        guard key.hasPrefix("aws:") else { return check.conditionKeys(key) }
        return check.conditionKeys(key) ?? principalValue(forKey: key) ?? requestValue(forKey: key)
    }

    private func principalValue(forKey key: String) -> ContextValue? {
        let caller = scope.caller
        switch key {
        case "aws:principalarn": return .one(caller.entityARN)
        case "aws:principalaccount": return .one(caller.account.description)
        case "aws:principaltype": return .one(caller.principalTypeName)
        case "aws:userid": return .one(caller.principalID)
        case "aws:username":
            guard case .user(let name, _) = caller.kind else { return nil }
            return .one(name)
        case "aws:principalisawsservice": return .one(caller.isService ? "true" : "false")
        case "aws:principalservicename":
            guard case .service(let name) = caller.kind else { return nil }
            return .one(name)
        case "aws:sourceidentity": return caller.session?.sourceIdentity.map(ContextValue.one)
        case "aws:tokenissuetime": return caller.session.map { .one($0.issuedAt.iso8601) }
        case "aws:multifactorauthpresent":
            return caller.session.map { .one($0.isMultiFactorAuthenticated ? "true" : "false") }
        default:
            guard key.hasPrefix("aws:principaltag/") else { return nil }
            let name = key.dropFirst("aws:principaltag/".count)
            return caller.tags.first { $0.key.lowercased() == name }.map { .one($0.value) }
        }
    }

    private func requestValue(forKey key: String) -> ContextValue? {
        switch key {
        case "aws:sourceip": .one(scope.connection.peerAddress)
        case "aws:useragent": scope.userAgent.isEmpty ? nil : .one(scope.userAgent)
        case "aws:securetransport": .one(scope.connection.tls == nil ? "false" : "true")
        case "aws:currenttime": .one(scope.now.iso8601)
        case "aws:epochtime": .one(String(scope.now.seconds))
        case "aws:requestedregion": .one((check.region ?? scope.region).description)
        case "aws:viaawsservice": .one("false")
        case "aws:resourceaccount": .one(check.resourceAccount.description)
        default: nil
        }
    }
}

extension Caller {
    /// The value of `aws:PrincipalType`.
    fileprivate var principalTypeName: String {
        switch kind {
        case .root: "Account"
        case .user: "User"
        case .role: "AssumedRole"
        case .federatedUser: "FederatedUser"
        case .service: "Service"
        case .anonymous: "Anonymous"
        }
    }

    fileprivate var isService: Bool {
        if case .service = kind { true } else { false }
    }
}
