import AWSProtocols
import Essentials
import PolicyEngine
import ServiceKit

extension KMS {
    /// What a call of this action on this key would ask, grants of its own included.
    public func accessCheck(
        _ action: ActionName, on resource: String, in scope: RequestScope
    ) async throws -> AccessCheck? {
        guard let action = KMSAction.named(action), resource != "*" else { return nil }
        let call = KeyCall(action)
        do {
            let entry = try find(resource, .keysAndAliases, for: call, in: scope)
            return check(entry.key, alias: entry.alias, for: call, in: scope)
        } catch let missing as TargetNotFound { return missing.check }
    }
}
