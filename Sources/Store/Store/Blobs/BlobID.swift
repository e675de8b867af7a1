/// The name of a blob: 1 to 128 ASCII letters, digits, `-` and `_`, so that it is a file name as it stands.
public struct BlobID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let description: String

    public init?(_ text: some StringProtocol) {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard isPlain, (1...128).contains(text.utf8.count) else { return nil }
        description = String(text)
    }

    public static func < (left: BlobID, right: BlobID) -> Bool { left.description.precedesInBytes(right.description) }
}

/// What is known of a stored blob.
public struct BlobInfo: Hashable, Sendable {
    public let id: BlobID
    /// In bytes.
    public let size: Int64
    /// SHA-256 of the content, 32 bytes.
    public let digest: [UInt8]

    public init(id: BlobID, size: Int64, digest: [UInt8]) {
        self.id = id
        self.size = size
        self.digest = digest
    }
}
