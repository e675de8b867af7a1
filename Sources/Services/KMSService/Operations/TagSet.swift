import AWSProtocols
import KMSModel

/// The tags of a key, within AWS's rules.
/// Source: AWS KMS developer guide, "Tags in AWS KMS"; "Resource quotas".
struct TagSet {
    static let maximumCount = 50
    let tags: [String: String]

    init(_ tags: [String: String]) { self.tags = tags }

    func adding(_ added: [Tag]) throws(AWSError) -> TagSet {
        try Self.requireOwn(added.map(\.tagKey))
        guard Set(added.map(\.tagKey)).count == added.count else {
            throw AWSError(.tagException, "Tag keys must be unique within a request.")
        }
        var result = tags
        for tag in added { result[tag.tagKey] = tag.tagValue }
        guard result.count <= Self.maximumCount else {
            throw AWSError(.limitExceededException, "A key can have up to \(Self.maximumCount) tags.")
        }
        return TagSet(result)
    }

    func removing(_ keys: [String]) throws(AWSError) -> TagSet {
        try Self.requireOwn(keys)
        return TagSet(tags.filter { !keys.contains($0.key) })
    }

    private static func requireOwn(_ keys: [String]) throws(AWSError) {
        guard !keys.contains(where: { $0.lowercased().utf8.starts(with: "aws:".utf8) }) else {
            throw AWSError(.tagException, "Tag keys beginning with aws: are reserved.")
        }
    }
}
