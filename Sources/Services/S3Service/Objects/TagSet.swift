import AWSProtocols
import S3Model

/// Tags of an object or bucket, checked. Source: Amazon S3 user guide, "Categorizing your objects using tags".
struct TagSet {
    let tags: [StoredTag]

    /// - Parameter limit: how many there may be: 10 of an object, 50 of a bucket
    init(_ tags: [Tag], limit: Int) throws(AWSError) {
        try self.init(tags.map { StoredTag(key: $0.key, value: $0.value) }, limit: limit)
    }

    /// Reads `x-amz-tagging`: the tags as a URL's query.
    init(query: String?) throws(AWSError) {
        var tags: [StoredTag] = []
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first.flatMap(Self.decode), let value = Self.decode(parts.count == 2 ? parts[1] : "")
            else {
                throw .invalidArgument(
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag "
                        + "name duplicates.", name: "x-amz-tagging", value: query)
            }
            tags.append(StoredTag(key: key, value: value))
        }
        try self.init(tags, limit: 10)
    }

    private init(_ tags: [StoredTag], limit: Int) throws(AWSError) {
        guard tags.count <= limit else {
            throw AWSError(
                code: "BadRequest",
                limit == 10 ? "Object tags cannot be greater than 10" : "Bucket tag count cannot be greater than 50",
                status: 400)
        }
        var keys: Set<String> = []
        for tag in tags {
            guard (1...128).contains(tag.key.utf16.count) else {
                throw .invalidTag("The TagKey you have provided is invalid")
            }
            guard tag.value.utf16.count <= 256 else { throw .invalidTag("The TagValue you have provided is invalid") }
            guard !tag.key.lowercased().hasPrefix("aws:") else {
                throw .invalidTag("System tags cannot be added/updated by requester")
            }
            guard (tag.key + tag.value).unicodeScalars.allSatisfy(Self.isAllowed) else {
                throw .invalidTag("The TagValue you have provided is invalid")
            }
            guard keys.insert(tag.key).inserted else {
                throw .invalidTag("Cannot provide multiple Tags with the same key")
            }
        }
        self.tags = tags
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar.properties.isWhitespace
            || "_.:/=+-@".unicodeScalars.contains(scalar) || scalar.properties.generalCategory == .nonspacingMark
            || scalar.properties.generalCategory == .spacingMark
    }

    private static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
