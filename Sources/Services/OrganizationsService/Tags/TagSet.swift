import AWSProtocols
import OrganizationsModel

/// The tags of a root, organizational unit, account or policy, within AWS's rules.
/// Source: Organizations user guide, "Tagging AWS Organizations resources".
struct TagSet {
    let tags: [StoredTag]

    init(_ tags: [StoredTag]) { self.tags = tags }

    func adding(_ added: [Tag]) throws(AWSError) -> TagSet {
        guard Set(added.map(\.key)).count == added.count else {
            throw .invalidInput("DUPLICATE_TAG_KEY", "You specified two or more tags with the same key.")
        }
        guard !added.contains(where: { $0.key.lowercased().hasPrefix("aws:") }) else {
            throw .invalidInput(
                "INVALID_SYSTEM_TAGS_PARAMETER", "You specified a tag key that is a system tag, which you can't add.")
        }
        var result = tags
        for tag in added {
            result.removeAll { $0.key == tag.key }
            result.append(StoredTag(key: tag.key, value: tag.value))
        }
        guard result.count <= OrganizationsQuotas.tags else {
            throw .constraint("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the allowed number of tags.")
        }
        return TagSet(result)
    }

    func removing(_ keys: [String]) -> TagSet { TagSet(tags.filter { !keys.contains($0.key) }) }
}
