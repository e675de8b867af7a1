import Essentials
import PolicyEngine

/// The condition keys of EventBridge and of tags.
///
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge"; EventBridge
/// user guide, "Using IAM policy conditions in Amazon EventBridge".
struct EventBridgeConditions: Sendable {
    var resourceTags: [StoredTag] = []
    var requestTags: [StoredTag] = []
    var tagKeys: [String] = []
    var source: [String]?
    var detailType: [String]?
    var targetARNs: [String]?
    var creatorAccount: AccountID?
    var managedBy: String?
    var isInvokedByBus: Bool?
    /// The service that a role is passed to.
    var passedToService: String?

    func value(forKey key: String) -> ContextValue? {
        switch key {
        case "events:source": return Self.value(source)
        case "events:detail-type": return Self.value(detailType)
        case "events:targetarn": return targetARNs.map(ContextValue.many)
        case "events:creatoraccount": return creatorAccount.map { .one($0.description) }
        case "events:managedby": return managedBy.map(ContextValue.one)
        case "events:eventbusinvocation": return isInvokedByBus.map { .one($0 ? "true" : "false") }
        case "iam:passedtoservice": return passedToService.map(ContextValue.one)
        case "aws:tagkeys":
            let keys = tagKeys + requestTags.map(\.key)
            return keys.isEmpty ? nil : .many(keys)
        default:
            return Self.tag(key, "aws:resourcetag/", resourceTags) ?? Self.tag(key, "aws:requesttag/", requestTags)
        }
    }

    private static func value(_ values: [String]?) -> ContextValue? {
        values.flatMap { $0.count == 1 ? .one($0[0]) : .many($0) }
    }

    private static func tag(_ key: String, _ prefix: String, _ tags: [StoredTag]) -> ContextValue? {
        guard key.hasPrefix(prefix) else { return nil }
        let name = key.dropFirst(prefix.count)
        return tags.first { $0.key.lowercased() == name }.map { .one($0.value) }
    }
}
