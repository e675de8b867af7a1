import Store

extension ReadTransaction {
    /// The versions and delete markers of a bucket's keys, each key's newest first.
    func versions(of bucket: BucketRecord, _ request: KeyListRequest) throws -> KeyPage<ListedVersion> {
        var page = KeyPage<ListedVersion>()
        guard request.limit > 0 else { return page }
        var walk = VersionWalk(bucket, request, self)
        var last: (key: String, suffix: String?)?
        while let version = try walk.peek() {
            let key = version.object.key
            if let group = request.group(of: key) {
                if group != last?.key, !request.hasPassed(group) {
                    guard page.count < request.limit else { return page.continued(after: last?.key, last?.suffix) }
                    page.commonPrefixes.append(group)
                    last = (group, nil)
                }
                walk.leap(over: group)
                continue
            }
            guard page.count < request.limit else { return page.continued(after: last?.key, last?.suffix) }
            page.entries.append(version)
            last = (key, version.object.versionID)
            walk.advance()
        }
        return page
    }
}

struct ListedVersion: Sendable {
    let object: StoredObject
    let isLatest: Bool
}

/// Current versions and the others stand in two kinds of records; this walks both as one.
struct VersionWalk {
    private let bucket: BucketRecord
    private var current: KeyCursor
    private var others: KeyCursor
    /// The key whose newest version has been shown.
    private var shownKey: String?
    private var pending: ListedVersion?
    private var pendingIsCurrent = false

    init(_ bucket: BucketRecord, _ request: KeyListRequest, _ transaction: any ReadTransaction) {
        self.bucket = bucket
        let chunk = request.delimiter == nil ? request.limit + 1 : min(64, request.limit + 1)
        // A hair before the prefix, so that a key which is the prefix is met.
        let start = Self.before(bucket, request.prefix)
        var (from, othersFrom) = (start, start)
        if let after = request.after, !after.utf8.lexicographicallyPrecedes(request.prefix.utf8) {
            if let group = request.group(of: after), request.hasPassed(group) {
                from = ObjectPlace.end(bucket.id, group)
                othersFrom = from
            } else if let suffix = request.afterSuffix {
                // The key's current version is behind the page: it comes before all others.
                from = ObjectPlace.id(bucket.id, after)
                othersFrom = ObjectPlace.id(bucket.id, after, suffix)
                shownKey = after
            } else {
                from = ObjectPlace.id(bucket.id, after)
                othersFrom = ObjectPlace.end(bucket.id, of: after)
            }
        }
        current = KeyCursor(
            ObjectRecord.kind, of: bucket.id, prefix: request.prefix, after: from, chunk: chunk,
            largestChunk: request.limit + 1, transaction)
        others = KeyCursor(
            VersionRecord.kind, of: bucket.id, prefix: request.prefix, after: othersFrom, chunk: chunk,
            largestChunk: request.limit + 1, transaction)
    }

    mutating func peek() throws -> ListedVersion? {
        if let pending { return pending }
        let (object, version) = (try current.peek(), try others.peek())
        guard object != nil || version != nil else { return nil }
        if let object, version.map({ !$0.key.utf8.lexicographicallyPrecedes(object.key.utf8) }) ?? true {
            pending = ListedVersion(object: try ObjectRecord.decoded(object.row).object, isLatest: true)
            pendingIsCurrent = true
        } else if let version {
            let isNewest = shownKey.map { !$0.utf8.elementsEqual(version.key.utf8) } ?? true
            pending = ListedVersion(object: try VersionRecord.decoded(version.row).object, isLatest: isNewest)
            pendingIsCurrent = false
        }
        return pending
    }

    mutating func advance() {
        shownKey = pending?.object.key
        if pendingIsCurrent { current.advance() } else { others.advance() }
        pending = nil
    }

    mutating func leap(over group: String) {
        let end = ObjectPlace.end(bucket.id, group)
        let key = pending?.object.key
        if pendingIsCurrent { current.advance() } else { others.advance() }
        shownKey = key
        pending = nil
        current.leap(to: end)
        others.leap(to: end)
    }

    /// A place after which every key with the prefix comes.
    static func before(_ bucket: BucketRecord, _ prefix: String) -> String {
        let place = ObjectPlace.id(bucket.id, prefix)
        guard !prefix.isEmpty else { return place }
        // What differs in its last character by being one less, followed by the greatest of all.
        var scalars = Array(place.unicodeScalars)
        guard let last = scalars.popLast() else { return place }
        var text = String.UnicodeScalarView(scalars)
        let value = last.value == 0xE000 ? 0xD7FF : last.value &- 1
        if last.value > 0, let less = Unicode.Scalar(value) {
            text.append(less)
            text.append(Unicode.Scalar(0x10FFFF) ?? less)
            text.append(Unicode.Scalar(0x10FFFF) ?? less)
        }
        return String(text)
    }
}
