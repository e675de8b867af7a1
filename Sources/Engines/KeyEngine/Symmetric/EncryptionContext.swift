/// The non-secret names and values that a ciphertext is bound to, in the one form in which they are authenticated.
///
/// Names and values are case-sensitive and compared byte by byte: two Unicode spellings of one letter differ.
/// The order in which they were given does not matter.
/// Source: AWS KMS developer guide, "Encryption context".
public struct EncryptionContext: Hashable, Sendable {
    /// Nothing is bound.
    public static let empty = EncryptionContext()

    /// The number of entries, then each entry's key and value, in the order of the keys' UTF-8 bytes; every number is
    /// a big-endian `UInt32`, every text its length and its bytes. No two contexts share a form.
    public let canonicalBytes: [UInt8]

    private init() { canonicalBytes = [0, 0, 0, 0] }

    public init(_ entries: [String: String]) throws(KeyEngineError) {
        try self.init(pairs: entries.map { ($0.key, $0.value) })
    }

    /// Throws `duplicateContextKey` when two keys are the same bytes.
    public init(pairs: [(key: String, value: String)]) throws(KeyEngineError) {
        let entries = pairs.map { (key: Array($0.key.utf8), value: Array($0.value.utf8)) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (entry, next) in zip(entries, entries.dropFirst()) where entry.key == next.key {
            throw .duplicateContextKey
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(4) { $0 + 8 + $1.key.count + $1.value.count })
        bytes.append(length: entries.count)
        for entry in entries {
            bytes.append(length: entry.key.count)
            bytes += entry.key
            bytes.append(length: entry.value.count)
            bytes += entry.value
        }
        canonicalBytes = bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append(length: Int) {
        Swift.withUnsafeBytes(of: UInt32(truncatingIfNeeded: length).bigEndian) { append(contentsOf: $0) }
    }
}
