/// What an entry can be looked up by, such as `EventName` = `Decrypt`, as a number that is stored with it.
///
/// Eight bytes cost a caller little to store and the index little to sort, however long the value is. Two values may
/// have the same number, though hardly ever do, so whoever looks entries up compares what they say.
public struct JournalTerm: Hashable, Sendable {
    public let number: UInt64

    public init(number: UInt64) { self.number = number }

    public init(_ field: Field, _ value: String) {
        var value = value
        number = value.withUTF8 { Self.digest(UnsafeRawBufferPointer($0), from: field.seed) }
    }

    /// - Parameter value: UTF-8
    public init(_ field: Field, _ value: UnsafeRawBufferPointer) {
        number = Self.digest(value, from: field.seed)
    }

    /// The name of what is looked up by, such as `EventName`.
    public struct Field: Hashable, Sendable, ExpressibleByStringLiteral {
        let seed: UInt64

        public init(_ name: String) {
            var name = name
            seed = name.withUTF8 { digest(UnsafeRawBufferPointer($0), from: 0) }
        }
        public init(stringLiteral name: String) { self.init(name) }
    }

    /// Terms are on disk: what this gives for a text never changes.
    private static func digest(_ bytes: UnsafeRawBufferPointer, from seed: UInt64) -> UInt64 {
        var state = mixed(seed ^ UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15)
        var offset = 0
        while offset + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            state = mixed(state ^ word)
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        return mixed(state ^ rest)
    }

    /// A bijection whose every bit depends on all others: the finalizer of SplitMix64.
    package static func mixed(_ word: UInt64) -> UInt64 {
        var word = word &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
