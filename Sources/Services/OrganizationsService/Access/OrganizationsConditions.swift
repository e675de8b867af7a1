import OrganizationsModel
import PolicyEngine

/// The condition keys of one call.
/// Source: service authorization reference, "Actions, resources, and condition keys for AWS Organizations".
struct OrganizationsConditions: Sendable {
    var resourceTags: [StoredTag] = []
    var tags: [Tag] = []
    /// Keys of tags that are to be removed.
    var tagKeys: [String] = []
    var policyType: PolicyType?
    var servicePrincipal: String?
    var transferDirection: TransferDirection?

    /// - Parameter key: in lower case
    @Sendable func value(_ key: String) -> ContextValue? {
        switch key {
        case "organizations:policytype": return policyType.map { .one($0.rawValue) }
        case "organizations:serviceprincipal": return servicePrincipal.map(ContextValue.one)
        case "organizations:transferdirection": return transferDirection.map { .one($0.rawValue) }
        case "organizations:transfertype":
            return transferDirection.map { _ in .one(ResponsibilityTransferType.billing.rawValue) }
        case "aws:tagkeys":
            let keys = tags.map(\.key) + tagKeys
            return keys.isEmpty ? nil : .many(keys)
        default: break
        }
        if key.hasPrefix("aws:requesttag/") {
            let name = key.dropFirst("aws:requesttag/".count)
            return tags.first { $0.key.lowercased() == name }.map { .one($0.value) }
        }
        if key.hasPrefix("aws:resourcetag/") {
            let name = key.dropFirst("aws:resourcetag/".count)
            return resourceTags.first { $0.key.lowercased() == name }.map { .one($0.value) }
        }
        return nil
    }
}
