import Essentials
import PolicyEngine

/// The condition keys of one call: the global ones from the call itself, the rest from the operation's target.
///
/// Source: IAM user guide, "AWS global condition context keys".
struct CallConditions: ConditionContext {
    let scope: RequestScope
    let check: AccessCheck
    let guardrails: Guardrails

    func value(forKey key: String) -> ContextValue? {
        guard key.hasPrefix("aws:") else { return check.conditionKeys(key) ?? webIdentityValue(forKey: key) }
        return check.conditionKeys(key) ?? PrincipalConditions(of: scope.caller).value(forKey: key)
            ?? requestValue(forKey: key)
    }

    private func webIdentityValue(forKey key: String) -> ContextValue? {
        guard let values = scope.caller.session?.webIdentity?.claims[key] else { return nil }
        return values.count == 1 ? .one(values[0]) : .many(values)
    }

    private func requestValue(forKey key: String) -> ContextValue? {
        switch key {
        case "aws:multifactorauthage":
            scope.caller.session?.multiFactorAuthenticatedAt.map {
                .one(String((scope.now - $0).milliseconds / 1000))
            }
        case "aws:sourceip": .one(scope.connection.peerAddress)
        case "aws:useragent": scope.userAgent.isEmpty ? nil : .one(scope.userAgent)
        case "aws:securetransport": .one(scope.connection.tls == nil ? "false" : "true")
        case "aws:currenttime": .one(scope.now.iso8601)
        case "aws:epochtime": .one(String(scope.now.seconds))
        case "aws:requestedregion": .one((check.region ?? scope.region).description)
        case "aws:viaawsservice": .one(scope.origin?.isForwarded == true ? "true" : "false")
        case "aws:calledvia": scope.forwardingService.map { .many([$0]) }
        case "aws:calledviafirst", "aws:calledvialast": scope.forwardingService.map(ContextValue.one)
        case "aws:sourcearn": scope.origin?.sourceARN.map(ContextValue.one)
        case "aws:sourceaccount": scope.origin?.sourceAccount.map { .one($0.description) }
        case "aws:resourceaccount": .one(check.resourceAccount.description)
        case "aws:principalorgid": guardrails.principalPlace.map { .one($0.organizationID) }
        case "aws:principalorgpaths": guardrails.principalPlace.map { .many([$0.path]) }
        case "aws:resourceorgid": guardrails.resourcePlace.map { .one($0.organizationID) }
        case "aws:resourceorgpaths": guardrails.resourcePlace.map { .many([$0.path]) }
        default: nil
        }
    }
}

extension RequestScope {
    /// The service that makes the call for its caller.
    fileprivate var forwardingService: String? {
        origin.flatMap { $0.isForwarded ? $0.principal : nil }
    }
}
