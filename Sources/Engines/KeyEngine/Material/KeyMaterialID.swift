import Essentials

/// Names one material of a KMS key: 32 bytes, written as 64 lower-case hexadecimal digits.
/// Source: AWS KMS API reference, `KeyMaterialId`.
public struct KeyMaterialID: Hashable, Sendable, CustomStringConvertible {
    static let length = 32

    /// What a ciphertext names whose key has but one material, and that elsewhere.
    static let none = KeyMaterialID(zeros: ())

    public let bytes: [UInt8]

    private init(zeros: Void) { bytes = [UInt8](repeating: 0, count: Self.length) }

    /// Nil unless there are exactly 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// Nil unless `text` is 64 hexadecimal digits.
    public init?(_ text: some StringProtocol) {
        guard let bytes = Hex.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    public var description: String { Hex.encode(bytes) }
}
