import Essentials
import PolicyEngine

/// The global condition keys that tell who the caller is.
///
/// Source: IAM user guide, "AWS global condition context keys", properties of the principal.
public struct PrincipalConditions: ConditionContext {
    let caller: Caller

    public init(of caller: Caller) { self.caller = caller }

    public func value(forKey key: String) -> ContextValue? {
        if caller.kind == .anonymous {
            switch key {
            case "aws:principaltype": return .one("Anonymous")
            case "aws:principalaccount", "aws:userid": return .one("anonymous")
            case "aws:principalisawsservice": return .one("false")
            default: return nil
            }
        }
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
        case "aws:federatedprovider": return caller.session?.webIdentity.map { .one($0.provider) }
        default:
            guard key.hasPrefix("aws:principaltag/") else { return nil }
            let name = key.dropFirst("aws:principaltag/".count)
            return caller.tags.first { $0.key.lowercased() == name }.map { .one($0.value) }
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
        case .webIdentity: "WebIdentityUser"
        case .service: "Service"
        case .anonymous: "Anonymous"
        }
    }
}
