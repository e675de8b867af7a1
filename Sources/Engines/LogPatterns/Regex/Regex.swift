/// A regular expression of the small language that filter patterns take: no groups, ASCII alone.
///
/// It is a choice of sequences; each item of a sequence matches one character of a set, and may be optional or repeated.
struct Regex: Sendable {
    /// One character of a sequence, once its repetitions are written out.
    struct Item: Sendable, Hashable {
        var set: CharacterSet
        var isOptional = false
        /// Whether it may come again.
        var repeats = false
    }

    struct Sequence: Sendable, Hashable {
        var items: [Item] = []
        var isAnchoredAtStart = false
        var isAnchoredAtEnd = false
    }

    let sequences: [Sequence]

    /// Of all sequences together: what matching costs is in proportion to it.
    static let maximumItems = 512

    /// Throws `invalidRegex`.
    init(_ source: [UInt8]) throws(FilterPatternError) {
        var parser = RegexParser(source)
        sequences = try parser.parse()
        guard sequences.reduce(0, { $0 + $1.items.count }) <= Self.maximumItems else { throw .invalidRegex }
    }
}

/// A set of ASCII characters, and of all others as one.
struct CharacterSet: Sendable, Hashable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var hasOthers = false

    /// The symbol that stands for every character outside ASCII.
    static let others: UInt8 = 128

    static let all = CharacterSet().inverted

    init() {}

    init(_ characters: some Swift.Sequence<UInt8>) { for character in characters { insert(character) } }

    mutating func insert(_ symbol: UInt8) {
        if symbol < 64 {
            low |= 1 << UInt64(symbol)
        } else if symbol < 128 {
            high |= 1 << UInt64(symbol - 64)
        } else {
            hasOthers = true
        }
    }

    mutating func formUnion(_ other: CharacterSet) {
        low |= other.low
        high |= other.high
        hasOthers = hasOthers || other.hasOthers
    }

    func contains(_ symbol: UInt8) -> Bool {
        if symbol < 64 { return low >> UInt64(symbol) & 1 == 1 }
        return symbol < 128 ? high >> UInt64(symbol - 64) & 1 == 1 : hasOthers
    }

    var inverted: CharacterSet {
        var result = self
        (result.low, result.high, result.hasOthers) = (~low, ~high, !hasOthers)
        return result
    }

    static let digits = CharacterSet(0x30...0x39)
    static let spaces = CharacterSet([0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D])
    static let word = CharacterSet((0...127).filter { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") })
}
