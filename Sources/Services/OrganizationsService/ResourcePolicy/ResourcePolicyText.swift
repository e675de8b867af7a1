import AWSProtocols
import Essentials
import OrganizationsModel
import PolicyEngine

/// A resource-based delegation policy as a caller hands it in.
/// Source: Organizations user guide, "Create a resource-based delegation policy with AWS Organizations".
struct ResourcePolicyText {
    let text: String

    init(_ text: String) { self.text = text }

    /// Throws InvalidInputException unless the text is a policy that delegates what can be delegated.
    func require() throws(AWSError) {
        do throws(PolicyError) {
            _ = try Policy(parsing: text, as: .resource)
        } catch { throw Self.malformed(error.message) }
        let statements = (try? JSON(parsing: text))?["Statement"].map(Self.oneOrMany) ?? []
        for statement in statements { try Self.require(statement) }
    }

    private static func require(_ statement: JSON) throws(AWSError) {
        guard statement["NotAction"] == nil, statement["NotResource"] == nil else {
            throw malformed("NotAction and NotResource are not supported in a resource policy.")
        }
        for action in strings(statement["Action"]) where !canBeDelegated(action) {
            throw .invalidInput(
                "UNSUPPORTED_ACTION_IN_RESOURCE_POLICY", "The action \(action) is not supported in a resource policy.")
        }
        for resource in strings(statement["Resource"]) where !isOfOrganizations(resource) {
            throw .invalidInput(
                "UNSUPPORTED_RESOURCE_IN_RESOURCE_POLICY",
                "The resource \(resource) is not supported in a resource policy.")
        }
    }

    private static func malformed(_ message: String) -> AWSError {
        .invalidInput("INVALID_RESOURCE_POLICY_JSON", message)
    }

    private static func oneOrMany(_ value: JSON) -> [JSON] { value.array ?? [value] }

    private static func strings(_ value: JSON?) -> [String] { value.map(oneOrMany)?.compactMap(\.string) ?? [] }

    private static func isOfOrganizations(_ resource: String) -> Bool {
        resource == "*" || ARN(resource)?.service == "organizations"
    }

    /// Whether a name, or a pattern of names with something before its first wildcard, is of actions that can be
    /// delegated.
    private static func canBeDelegated(_ action: String) -> Bool {
        let prefix = "organizations:"
        guard action.lowercased().hasPrefix(prefix) else { return false }
        let name = action.dropFirst(prefix.count)
        guard let wildcard = name.firstIndex(where: { $0 == "*" || $0 == "?" }) else {
            return delegable.contains { $0.lowercased() == name.lowercased() }
        }
        let start = name[..<wildcard].lowercased()
        return !start.isEmpty && delegable.contains { $0.lowercased().hasPrefix(start) }
    }

    private static let delegable = [
        "AttachPolicy", "CreatePolicy", "DeletePolicy", "DescribeAccount", "DescribeCreateAccountStatus",
        "DescribeEffectivePolicy", "DescribeHandshake", "DescribeOrganization", "DescribeOrganizationalUnit",
        "DescribePolicy", "DescribeResourcePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType",
        "ListAccounts", "ListAccountsForParent", "ListAWSServiceAccessForOrganization", "ListChildren",
        "ListCreateAccountStatus", "ListDelegatedAdministrators", "ListDelegatedServicesForAccount",
        "ListHandshakesForAccount", "ListHandshakesForOrganization", "ListOrganizationalUnitsForParent", "ListParents",
        "ListPolicies", "ListPoliciesForTarget", "ListRoots", "ListTagsForResource", "ListTargetsForPolicy",
        "TagResource", "UntagResource", "UpdatePolicy",
    ]
}
