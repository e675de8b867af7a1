import IAMModel
import PolicyEngine

/// What a request itself gives to IAM's condition keys.
/// Source: service authorization reference, "Actions, resources, and condition keys for AWS IAM".
struct RequestConditions: Sendable {
    var tags: [Tag] = []
    /// Keys of tags that are to be removed.
    var tagKeys: [String] = []
    var policyARN: String?
    /// The boundary that the request sets.
    var boundary: String?
    /// Whether the operation is asked for with `iam:PermissionsBoundary`: it changes what a principal may do.
    var concernsBoundary = false

    static let none = RequestConditions()
    /// Of an operation that changes what a principal may do within the boundary it has.
    static let ofBoundary = RequestConditions(concernsBoundary: true)
}

/// The condition keys of one IAM call: those of the request, and of what it acts on.
struct IAMConditions: Sendable {
    var request = RequestConditions.none
    var resourceTags: [StoredTag] = []
    var resourceBoundary: String?

    /// - Parameter key: in lower case
    func value(forKey key: String) -> ContextValue? {
        switch key {
        case "iam:policyarn": return request.policyARN.map(ContextValue.one)
        case "iam:permissionsboundary":
            guard request.concernsBoundary else { return nil }
            return (request.boundary ?? resourceBoundary).map(ContextValue.one)
        case "aws:tagkeys":
            let keys = request.tags.map(\.key) + request.tagKeys
            return keys.isEmpty ? nil : .many(keys)
        default: return tag(forKey: key)
        }
    }

    private func tag(forKey key: String) -> ContextValue? {
        if let name = key.suffix(after: "aws:requesttag/") {
            return request.tags.first { $0.key.lowercased() == name }.map { .one($0.value) }
        }
        if let name = key.suffix(after: "aws:resourcetag/") ?? key.suffix(after: "iam:resourcetag/") {
            return resourceTags.first { $0.key.lowercased() == name }.map { .one($0.value) }
        }
        return nil
    }
}
