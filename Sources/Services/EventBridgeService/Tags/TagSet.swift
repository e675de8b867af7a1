import AWSProtocols
import EventBridgeModel

/// The tags of a rule or a bus, within AWS's rules. Source: EventBridge user guide, "Tagging in Amazon EventBridge".
struct TagSet {
    let tags: [StoredTag]

    init(_ tags: [StoredTag] = []) { self.tags = tags }

    func adding(_ added: [Tag]) throws(AWSError) -> TagSet {
        guard Set(added.map(\.key)).count == added.count else {
            throw .invalid("Tags", "Duplicate tag keys found.")
        }
        guard !added.contains(where: { $0.key.lowercased().hasPrefix("aws:") }) else {
            throw .invalid("Tags", "aws: prefixed tag key names are not allowed for external use.")
        }
        var result = tags
        for tag in added {
            result.removeAll { $0.key == tag.key }
            result.append(StoredTag(tag))
        }
        guard result.count <= EventBridgeQuotas.tags else {
            throw .invalid("Tags", "The number of tags exceeds the maximum of \(EventBridgeQuotas.tags).")
        }
        return TagSet(result)
    }

    func removing(_ keys: [String]) -> TagSet { TagSet(tags.filter { !keys.contains($0.key) }) }
}
