import AWSProtocols
import IAMModel

/// The tags of a user, role or policy, within IAM's rules: keys differ by more than case.
/// Source: IAM user guide, "Tags for AWS IAM resources", rules for tagging.
struct TagList {
    let tags: [StoredTag]

    init(_ tags: [StoredTag]) { self.tags = tags }

    /// The tags of a new resource.
    init(_ requested: [Tag]?) throws(AWSError) {
        self = try TagList([]).adding(requested ?? [])
    }

    func adding(_ added: [Tag]) throws(AWSError) -> TagList {
        try Self.requireUsable(added)
        var result = tags
        for tag in added {
            result.removeAll { $0.hasKey(tag.key) }
            result.append(StoredTag(key: tag.key, value: tag.value))
        }
        guard result.count <= IAMQuotas.tags else {
            throw AWSError(.limitExceededException, "The number of tags has reached the maximum limit.")
        }
        return TagList(result)
    }

    func removing(_ keys: [String]) -> TagList {
        TagList(tags.filter { tag in !keys.contains { tag.hasKey($0) } })
    }

    private static func requireUsable(_ tags: [Tag]) throws(AWSError) {
        guard Set(tags.map { $0.key.lowercased() }).count == tags.count else {
            throw .invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        }
        guard !tags.contains(where: { $0.key.lowercased().hasPrefix("aws:") }) else {
            throw .invalidInput("Tag keys that begin with aws: are reserved for AWS use.")
        }
    }
}

extension StoredTag {
    fileprivate func hasKey(_ other: String) -> Bool { key.lowercased() == other.lowercased() }
}

extension Tag {
    init(of tag: StoredTag) { self.init(key: tag.key, value: tag.value) }
}

extension [StoredTag] {
    /// As answers show them: left out where there are none.
    var shown: [Tag]? { isEmpty ? nil : map(Tag.init(of:)) }
}
