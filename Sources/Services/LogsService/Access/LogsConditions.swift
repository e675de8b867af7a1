import PolicyEngine

/// The condition keys of one call.
/// Source: service authorization reference, "Actions, resources, and condition keys for Amazon CloudWatch Logs".
struct LogsConditions: Sendable {
    var resourceTags: [String: String] = [:]
    var requestTags: [String: String] = [:]
    /// Keys of tags that are to be removed.
    var tagKeys: [String] = []

    /// - Parameter key: in lower case
    @Sendable func value(_ key: String) -> ContextValue? {
        if key == "aws:tagkeys" {
            let keys = requestTags.keys.sorted() + tagKeys
            return keys.isEmpty ? nil : .many(keys)
        }
        return Self.value(requestTags, "aws:requesttag/", key) ?? Self.value(resourceTags, "aws:resourcetag/", key)
    }

    /// Names of tags in condition keys are case-insensitive: where several differ in case alone, all count.
    private static func value(_ tags: [String: String], _ prefix: String, _ key: String) -> ContextValue? {
        guard !tags.isEmpty, key.hasPrefix(prefix) else { return nil }
        let name = key.dropFirst(prefix.count)
        let values = tags.filter { $0.key.lowercased() == name }.values.sorted()
        return values.count == 1 ? .one(values[0]) : values.isEmpty ? nil : .many(values)
    }
}
