import PolicyEngine
import ServiceKit

/// The condition keys of a call that makes a session.
/// Source: IAM user guide, "IAM and AWS STS condition context keys".
struct SessionConditions: Sendable {
    var sessionName: String?
    var externalID: String?
    var sourceIdentity: String?
    var tags: [StoredTag] = []
    var transitiveTagKeys: [String] = []
    var resourceTags: [StoredTag] = []
    /// Whether a code of a multi-factor device came with the call and was right.
    var isMultiFactorAuthenticated = false
    var webIdentity: WebIdentity?

    /// - Parameter key: in lower case
    @Sendable func value(_ key: String) -> ContextValue? {
        switch key {
        case "sts:externalid": return externalID.map(ContextValue.one)
        case "sts:rolesessionname": return sessionName.map(ContextValue.one)
        case "sts:sourceidentity": return sourceIdentity.map(ContextValue.one)
        case "sts:transitivetagkeys": return transitiveTagKeys.isEmpty ? nil : .many(transitiveTagKeys)
        case "aws:tagkeys": return tags.isEmpty ? nil : .many(tags.map(\.key))
        case "aws:multifactorauthpresent": return isMultiFactorAuthenticated ? "true" : nil
        case "aws:multifactorauthage": return isMultiFactorAuthenticated ? "0" : nil
        default: break
        }
        if let values = webIdentity?.claims[key] { return values.count == 1 ? .one(values[0]) : .many(values) }
        if let name = key.suffix(after: "aws:requesttag/") { return Self.value(of: name, in: tags) }
        if let name = key.suffix(after: "aws:resourcetag/") ?? key.suffix(after: "iam:resourcetag/") {
            return Self.value(of: name, in: resourceTags)
        }
        return nil
    }

    private static func value(of name: Substring, in tags: [StoredTag]) -> ContextValue? {
        tags.first { $0.key.lowercased() == name }.map { .one($0.value) }
    }
}

extension String {
    func suffix(after prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}
