import PolicyEngine
import SNSModel

/// The condition keys of one call. Source: service authorization reference, "Actions, resources, and condition keys for
/// Amazon SNS"; SNS developer guide, "Using identity-based policies with Amazon SNS", Amazon SNS policy keys.
struct SNSConditions: Sendable {
    var endpoint: String?
    var `protocol`: String?
    var resourceTags: [StoredTag] = []
    var tags: [Tag] = []
    /// Keys of tags that are to be removed.
    var tagKeys: [String] = []
    /// The account of whoever calls; nil of services.
    var sourceOwner: String?

    /// - Parameter key: in lower case
    @Sendable func value(_ key: String) -> ContextValue? {
        switch key {
        case "sns:endpoint": return endpoint.map(ContextValue.one)
        case "sns:protocol": return `protocol`.map(ContextValue.one)
        case "aws:sourceowner": return sourceOwner.map(ContextValue.one)
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
