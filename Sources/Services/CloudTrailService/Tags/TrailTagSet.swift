import AWSProtocols
import CloudTrailModel

/// The tags of a trail, within CloudTrail's rules. Source: CloudTrail API reference, AddTags.
struct TrailTagSet {
    static let limit = 50
    let tags: [TrailTag]

    init(_ tags: [TrailTag]) { self.tags = tags }

    func adding(_ added: [Tag]) throws(AWSError) -> TrailTagSet {
        guard Set(added.map(\.key)).count == added.count else {
            throw AWSError(.invalidTagParameterException, "Tag keys must be unique.")
        }
        for tag in added {
            guard !tag.key.lowercased().hasPrefix("aws:"), Self.isWellFormed(tag.key),
                Self.isWellFormed(tag.value ?? "")
            else {
                throw AWSError(.invalidTagParameterException, "Tag \(tag.key) is not valid.")
            }
        }
        var result = tags
        for tag in added {
            result.removeAll { $0.key == tag.key }
            result.append(TrailTag(key: tag.key, value: tag.value))
        }
        guard result.count <= Self.limit else {
            throw AWSError(.tagsLimitExceededException, "The number of tags exceeds the limit of \(Self.limit).")
        }
        return TrailTagSet(result)
    }

    /// A tag that is named with a value goes only where it has that value.
    func removing(_ removed: [Tag]) -> TrailTagSet {
        TrailTagSet(
            tags.filter { tag in !removed.contains { $0.key == tag.key && ($0.value == nil || $0.value == tag.value) } }
        )
    }

    /// Letters, digits, spaces and `_.:/=+-@`. Source: Tagging AWS resources, "Tag naming limits and requirements".
    private static func isWellFormed(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == " "
                || "_.:/=+-@".unicodeScalars.contains(scalar)
        }
    }
}
