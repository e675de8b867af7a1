import Essentials
import PolicyEngine
import STSModel
import ServiceKit

extension STS {
    /// What an AssumeRole of this role would ask.
    public func accessCheck(
        _ action: ActionName, on resource: String, in scope: RequestScope
    ) async throws -> AccessCheck? {
        guard action == "sts:AssumeRole", ARN(resource)?.resourceType == "role" else { return nil }
        let input = AssumeRoleRequest(roleArn: resource, roleSessionName: "explain")
        do {
            return try await roleToAssume(input, in: scope).checks.first
        } catch let missing as TargetNotFound { return missing.check }
    }
}
