import KMSModel
import PolicyEngine

/// `aws:RequestTag/…` and `aws:TagKeys`.
struct TagConditions: Sendable {
    private let values: [String: String]
    private let keys: [String]

    init(_ tags: [Tag]) {
        values = Dictionary(tags.map { ($0.tagKey, $0.tagValue) }, uniquingKeysWith: { first, _ in first })
        keys = tags.map(\.tagKey)
    }

    /// Of a request that names keys without values.
    init(keys: [String]) {
        values = [:]
        self.keys = keys
    }

    func value(forKey name: String) -> ContextValue? {
        if name == "aws:tagkeys" { return keys.isEmpty ? nil : .many(keys) }
        return KeyConditions.entry(of: values, under: "aws:requesttag/", name)
    }
}
