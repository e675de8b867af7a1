import AWSProtocols

/// What must hold of the object that is there for a write to happen.
///
/// Source: Amazon S3 user guide, "How to prevent object overwrites with conditional writes".
struct WriteCondition: Sendable {
    private let eTag: String?
    private let isToBeNew: Bool

    init(ifMatch: String?, ifNoneMatch: String?) throws(AWSError) {
        guard ifNoneMatch == nil || ifNoneMatch == "*" else { throw .notImplementedHeader("If-None-Match") }
        guard ifMatch == nil || ifNoneMatch == nil else { throw .notImplementedHeader("If-None-Match") }
        eTag = ifMatch
        isToBeNew = ifNoneMatch != nil
    }

    /// - Parameter object: the newest version, which may be a delete marker
    func check(_ object: StoredObject?, _ key: String) throws(AWSError) {
        let present = object?.isMarker == true ? nil : object
        if isToBeNew, present != nil { throw .preconditionFailed("If-None-Match") }
        guard let eTag else { return }
        guard let present else { throw .noSuchKey(key) }
        guard EntityTags(eTag).include(present.eTag) else { throw .preconditionFailed("If-Match") }
    }
}

/// The value of If-Match or If-None-Match: `*`, or entity tags with or without quotes.
struct EntityTags {
    private let tags: [String]

    init(_ header: String) {
        tags = header.split(separator: ",").map { part in
            var tag = part.drop { $0 == " " }
            while tag.last == " " { tag = tag.dropLast() }
            if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
            return String(tag.filter { $0 != "\"" })
        }
    }

    func include(_ eTag: String) -> Bool { tags.contains("*") || tags.contains(eTag) }
}
