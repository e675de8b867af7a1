/// Reads a regular expression of filter patterns.
///
/// Source: CloudWatch Logs user guide, "Supported regular expressions (regex) syntax".
struct RegexParser {
    private let source: [UInt8]
    private var offset = 0
    private var itemCount = 0

    init(_ source: [UInt8]) { self.source = source }

    private var peek: UInt8? { offset < source.count ? source[offset] : nil }

    private mutating func next() throws(FilterPatternError) -> UInt8 {
        guard let byte = peek else { throw .invalidRegex }
        offset += 1
        return byte
    }

    mutating func parse() throws(FilterPatternError) -> [Regex.Sequence] {
        var sequences = [try sequence()]
        while peek == UInt8(ascii: "|") {
            offset += 1
            sequences.append(try sequence())
        }
        guard offset == source.count else { throw .invalidRegex }
        return sequences
    }

    private mutating func sequence() throws(FilterPatternError) -> Regex.Sequence {
        var sequence = Regex.Sequence()
        if peek == UInt8(ascii: "^") {
            offset += 1
            sequence.isAnchoredAtStart = true
        }
        while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: "$") {
            let set = try atom()
            try append(set, times: try quantifier(), to: &sequence)
        }
        if peek == UInt8(ascii: "$") {
            offset += 1
            sequence.isAnchoredAtEnd = true
        }
        let isAnchored = sequence.isAnchoredAtStart || sequence.isAnchoredAtEnd
        guard !sequence.items.isEmpty || isAnchored else { throw .invalidRegex }
        return sequence
    }

    private mutating func append(
        _ set: CharacterSet, times: (minimum: Int, maximum: Int?), to sequence: inout Regex.Sequence
    ) throws(FilterPatternError) {
        let count = max(times.minimum, times.maximum ?? max(times.minimum, 1))
        itemCount += count
        guard itemCount <= Regex.maximumItems else { throw .invalidRegex }
        for index in 0..<count {
            sequence.items.append(Regex.Item(set: set, isOptional: index >= times.minimum))
        }
        if times.maximum == nil { sequence.items[sequence.items.count - 1].repeats = true }
    }

    /// How often what came before it may come: at least and at most; nil is without end.
    private mutating func quantifier() throws(FilterPatternError) -> (minimum: Int, maximum: Int?) {
        switch peek {
        case UInt8(ascii: "?"):
            offset += 1
            return (0, 1)
        case UInt8(ascii: "*"):
            offset += 1
            return (0, nil)
        case UInt8(ascii: "+"):
            offset += 1
            return (1, nil)
        case UInt8(ascii: "{"):
            offset += 1
            return try interval()
        default: return (1, 1)
        }
    }

    private mutating func interval() throws(FilterPatternError) -> (minimum: Int, maximum: Int?) {
        let minimum = try number()
        skipSpace()
        guard peek == UInt8(ascii: ",") else {
            guard try next() == UInt8(ascii: "}"), let minimum else { throw .invalidRegex }
            return (minimum, minimum)
        }
        offset += 1
        let maximum = try number()
        skipSpace()
        guard try next() == UInt8(ascii: "}"), minimum != nil || maximum != nil, minimum ?? 0 <= maximum ?? .max
        else { throw .invalidRegex }
        return (minimum ?? 0, maximum)
    }

    private mutating func number() throws(FilterPatternError) -> Int? {
        skipSpace()
        var value: Int?
        while let byte = peek, (0x30...0x39).contains(byte) {
            let grown = (value ?? 0) * 10 + Int(byte - 0x30)
            guard grown <= Regex.maximumItems else { throw .invalidRegex }
            value = grown
            offset += 1
        }
        return value
    }

    private mutating func skipSpace() { while peek == 0x20 { offset += 1 } }

    private mutating func atom() throws(FilterPatternError) -> CharacterSet {
        let byte = try next()
        switch byte {
        case UInt8(ascii: "."): return .all
        case UInt8(ascii: "["): return try characterClass()
        case UInt8(ascii: "\\"): return try escape()
        default:
            guard Self.isPlain(byte) else { throw .invalidRegex }
            return CharacterSet([byte])
        }
    }

    private mutating func characterClass() throws(FilterPatternError) -> CharacterSet {
        var set = CharacterSet()
        let isNegated = peek == UInt8(ascii: "^")
        if isNegated { offset += 1 }
        var isEmpty = true
        while peek != UInt8(ascii: "]") {
            let first = try member()
            isEmpty = false
            guard case .character(let lower) = first, peek == UInt8(ascii: "-"), offset + 1 < source.count,
                source[offset + 1] != UInt8(ascii: "]")
            else {
                set.formUnion(first.set)
                continue
            }
            offset += 1
            guard case .character(let upper) = try member(), lower <= upper else { throw .invalidRegex }
            set.formUnion(CharacterSet(lower...upper))
        }
        offset += 1
        guard !isEmpty else { throw .invalidRegex }
        return isNegated ? set.inverted : set
    }

    private enum Member {
        case character(UInt8)
        case group(CharacterSet)

        var set: CharacterSet {
            switch self {
            case .character(let character): CharacterSet([character])
            case .group(let set): set
            }
        }
    }

    /// One member of a class in brackets, where operators stand for themselves.
    private mutating func member() throws(FilterPatternError) -> Member {
        let byte = try next()
        if byte == UInt8(ascii: "\\") {
            let isGroup = peek.map { Self.groups[$0] != nil } ?? false
            let set = try escape()
            guard !isGroup, let character = (0...127).first(where: set.contains) else { return .group(set) }
            return .character(character)
        }
        guard Self.isPlain(byte) || Self.operators.contains(byte) else { throw .invalidRegex }
        return .character(byte)
    }

    /// What follows a backslash.
    private mutating func escape() throws(FilterPatternError) -> CharacterSet {
        let byte = try next()
        if let group = Self.groups[byte] { return group }
        if byte == UInt8(ascii: "x") {
            guard let high = Self.hexadecimal(try next()), let low = Self.hexadecimal(try next()), high < 8 else {
                throw .invalidRegex
            }
            return CharacterSet([high << 4 | low])
        }
        guard byte < 0x80, byte > 0x20, !byte.isASCIILetterOrDigit else { throw .invalidRegex }
        return CharacterSet([byte])
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || symbols.contains(byte)
    }

    private static let symbols = Set(":_#=@/;,- ".utf8)
    private static let operators = Set("^$?[{}|*+.".utf8)
    private static let groups: [UInt8: CharacterSet] = [
        UInt8(ascii: "d"): .digits, UInt8(ascii: "D"): CharacterSet.digits.inverted,
        UInt8(ascii: "s"): .spaces, UInt8(ascii: "S"): CharacterSet.spaces.inverted,
        UInt8(ascii: "w"): .word, UInt8(ascii: "W"): CharacterSet.word.inverted,
    ]
}
