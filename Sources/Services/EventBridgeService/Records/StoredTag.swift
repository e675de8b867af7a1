import EventBridgeModel

struct StoredTag: Codable, Hashable, Sendable {
    let key: String
    let value: String
}

extension StoredTag {
    init(_ tag: Tag) { self.init(key: tag.key, value: tag.value) }
    var model: Tag { Tag(key: key, value: value) }
}
