import Store

/// What one page of a list of keys is to hold.
struct KeyListRequest: Sendable {
    var prefix = ""
    var delimiter: String?
    /// The key, or common prefix, after which to begin.
    var after: String?
    /// Of keys with several records, the suffix after which to begin within the key `after`.
    var afterSuffix: String?
    var limit: Int

    /// The part of a key up to the delimiter that stands after the prefix.
    func group(of key: String) -> String? {
        guard let delimiter, !delimiter.isEmpty else { return nil }
        let bytes = Array(key.utf8)
        let mark = Array(delimiter.utf8)
        var index = prefix.utf8.count
        while index + mark.count <= bytes.count {
            if bytes[index..<index + mark.count].elementsEqual(mark) {
                return String(decoding: bytes[..<(index + mark.count)], as: UTF8.self)
            }
            index += 1
        }
        return nil
    }

    /// Whether the page before has ended with this common prefix, or within it.
    func hasPassed(_ group: String) -> Bool { after?.utf8.starts(with: group.utf8) ?? false }
}

/// One page of a list of keys.
struct KeyPage<Entry: Sendable>: Sendable {
    var entries: [Entry] = []
    var commonPrefixes: [String] = []
    /// The last key or common prefix of the page, where there is a next one.
    var next: String?
    /// Of keys with several records, the suffix of the last.
    var nextSuffix: String?

    var count: Int { entries.count + commonPrefixes.count }
}

extension ReadTransaction {
    /// The current objects of a bucket: a page costs what it shows, however many keys its common prefixes stand for.
    func objects(of bucket: BucketRecord, _ request: KeyListRequest) throws -> KeyPage<StoredObject> {
        var page = KeyPage<StoredObject>()
        guard request.limit > 0 else { return page }
        var cursor = KeyCursor(
            ObjectRecord.kind, of: bucket.id, prefix: request.prefix, after: start(of: bucket, request),
            chunk: request.delimiter == nil ? request.limit + 1 : min(64, request.limit + 1),
            largestChunk: request.limit + 1, self)
        var last: String?
        if let first = try exact(bucket, request) {
            if let group = request.group(of: first.key) {
                page.commonPrefixes.append(group)
                last = group
                cursor.leap(to: ObjectPlace.end(bucket.id, group))
            } else {
                page.entries.append(first)
                last = first.key
            }
        }
        while let row = try cursor.peek() {
            if let group = request.group(of: row.key) {
                if group != last, !request.hasPassed(group) {
                    guard page.count < request.limit else { return page.continued(after: last) }
                    page.commonPrefixes.append(group)
                    last = group
                }
                cursor.leap(to: max(ObjectPlace.end(bucket.id, group), row.row.key.id))
                continue
            }
            guard page.count < request.limit else { return page.continued(after: last) }
            page.entries.append(try ObjectRecord.decoded(row.row).object)
            last = row.key
            cursor.advance()
        }
        return page
    }

    /// The place after which the page begins: places are exclusive, so a key that is the prefix itself is looked up
    /// apart.
    private func start(of bucket: BucketRecord, _ request: KeyListRequest) -> String {
        guard let after = request.after, request.prefix.utf8.lexicographicallyPrecedes(after.utf8) else {
            return ObjectPlace.id(bucket.id, request.prefix)
        }
        if let group = request.group(of: after), request.hasPassed(group) { return ObjectPlace.end(bucket.id, group) }
        return ObjectPlace.id(bucket.id, after)
    }

    /// The object whose key is the prefix.
    private func exact(_ bucket: BucketRecord, _ request: KeyListRequest) throws -> StoredObject? {
        guard !request.prefix.isEmpty,
            request.after.map({ $0.utf8.lexicographicallyPrecedes(request.prefix.utf8) }) ?? true
        else { return nil }
        return try current(request.prefix, in: bucket)
    }
}

extension KeyPage {
    func continued(after last: String?, _ suffix: String? = nil) -> KeyPage {
        var page = self
        page.next = last
        page.nextSuffix = suffix
        return page
    }
}

extension StoredRecord {
    /// The record of a row that a cursor has read.
    static func decoded(_ row: RecordRow) throws -> Self { try decode(row).record }
}
