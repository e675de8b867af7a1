/// A key and value that an operator hung on a root, organizational unit, account or policy.
struct StoredTag: Codable, Sendable, Hashable {
    var key: String
    var value: String
}
