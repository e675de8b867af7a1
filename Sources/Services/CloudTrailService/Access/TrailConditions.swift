import CloudTrailModel
import PolicyEngine

/// The condition keys of one call.
/// Source: service authorization reference, "Actions, resources, and condition keys for AWS CloudTrail".
struct TrailConditions: Sendable {
    var resourceTags: [TrailTag] = []
    var tags: [Tag] = []

    /// - Parameter key: in lower case
    @Sendable func value(_ key: String) -> ContextValue? {
        if key == "aws:tagkeys" { return tags.isEmpty ? nil : .many(tags.map(\.key)) }
        if key.hasPrefix("aws:requesttag/") {
            let name = key.dropFirst("aws:requesttag/".count)
            return tags.first { $0.key.lowercased() == name }.map { .one($0.value ?? "") }
        }
        if key.hasPrefix("aws:resourcetag/") {
            let name = key.dropFirst("aws:resourcetag/".count)
            return resourceTags.first { $0.key.lowercased() == name }.map { .one($0.value ?? "") }
        }
        return nil
    }
}
