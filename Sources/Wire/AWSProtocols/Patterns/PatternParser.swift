/// Reads the Java-style regular expressions of the service models.
///
/// Not exactly Java's: a back-reference stands for its group's expression (any text that the group could match, not
/// the same text), and possessive quantifiers are greedy ones. Both accept a little more, in the one pattern of the
/// models that uses either.
struct PatternParser {
    private var scalars: [UInt32]
    private var position = 0
    private var groups: [PatternNode] = []
    private var depth = 0
    private var ignoresCase = false
    private var dotMatchesAll = false

    static func parse(_ source: String) throws(PatternError) -> PatternNode {
        var parser = PatternParser(scalars: source.unicodeScalars.map(\.value))
        let node = try parser.alternatives()
        guard parser.position == parser.scalars.count else { throw parser.error(.unexpectedCharacter) }
        return node
    }

    private init(scalars: [UInt32]) { self.scalars = scalars }

    private func error(_ reason: PatternError.Reason) -> PatternError {
        PatternError(reason: reason, offset: position)
    }

    private var next: UInt32? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ text: String) -> Bool {
        let wanted = text.unicodeScalars.map(\.value)
        guard scalars[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func takeScalar() throws(PatternError) -> UInt32 {
        guard let scalar = next else { throw error(.unexpectedEnd) }
        position += 1
        return scalar
    }

    private mutating func alternatives() throws(PatternError) -> PatternNode {
        guard depth < 50 else { throw error(.tooDeep) }
        depth += 1
        defer { depth -= 1 }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = next, scalar != UInt32(scalar: "|"), scalar != UInt32(scalar: ")") {
            guard let atom = try atom() else { continue }
            parts.append(try quantified(atom))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// Nil for what sets a flag only.
    private mutating func atom() throws(PatternError) -> PatternNode? {
        let scalar = try takeScalar()
        switch scalar {
        case UInt32(scalar: "."): return .set(dotMatchesAll ? .everything : .notLineEnds)
        case UInt32(scalar: "^"): return .assertion(.start)
        case UInt32(scalar: "$"): return .assertion(.end)
        case UInt32(scalar: "["): return .set(cased(try characterClass()))
        case UInt32(scalar: "("): return try group()
        case UInt32(scalar: "\\"): return try escape()
        default: return .set(cased(ScalarSet(scalar...scalar)))
        }
    }

    private func cased(_ set: ScalarSet) -> ScalarSet { ignoresCase ? set.ignoringCase : set }

    private mutating func group() throws(PatternError) -> PatternNode? {
        if take("?i)") {
            ignoresCase = true
            return nil
        }
        if take("?s)") {
            dotMatchesAll = true
            return nil
        }
        if take("?:") { return try closed() }
        if take("?=") { return .assertion(.lookahead(try closed(), isNegative: false)) }
        if take("?!") { return .assertion(.lookahead(try closed(), isNegative: true)) }
        if take("?<=") { return .assertion(.lookbehind(try singleSet(), isNegative: false)) }
        if take("?<!") { return .assertion(.lookbehind(try singleSet(), isNegative: true)) }
        if take("?") { throw error(.unknownGroup) }
        // Groups are numbered by their opening parenthesis, so the place is taken before the inside is read.
        let number = groups.count
        groups.append(.sequence([]))
        let inside = try closed()
        groups[number] = inside
        return inside
    }

    private mutating func closed() throws(PatternError) -> PatternNode {
        let inside = try alternatives()
        guard take(")") else { throw error(.unexpectedEnd) }
        return inside
    }

    private mutating func singleSet() throws(PatternError) -> ScalarSet {
        guard case .set(let set) = try closed() else { throw error(.unknownGroup) }
        return set
    }

    private mutating func quantified(_ atom: PatternNode) throws(PatternError) -> PatternNode {
        var node = atom
        while let (minimum, maximum) = try quantifier() {
            if let maximum, maximum < minimum { throw error(.reversedRange) }
            node = .repetition(node, minimum: minimum, maximum: maximum)
            // A lazy or possessive mark does not change which whole texts match.
            if !take("?") { _ = take("+") }
        }
        return node
    }

    private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{") else { return nil }
        if let minimum = number() {
            if take("}") { return (minimum, minimum) }
            if take(",") {
                let maximum = number()
                if take("}") { return (minimum, maximum) }
            }
        }
        position = start
        return nil
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = next, (0x30...0x39).contains(scalar), (value ?? 0) < 1_000_000 {
            value = (value ?? 0) * 10 + Int(scalar - 0x30)
            position += 1
        }
        return value
    }
}

extension PatternParser {
    /// After a backslash outside a class.
    private mutating func escape() throws(PatternError) -> PatternNode {
        guard let scalar = next else { throw error(.unexpectedEnd) }
        switch scalar {
        case UInt32(scalar: "b"), UInt32(scalar: "B"):
            position += 1
            return .assertion(.wordBoundary(scalar == UInt32(scalar: "b")))
        case UInt32(scalar: "A"):
            position += 1
            return .assertion(.start)
        case UInt32(scalar: "z"), UInt32(scalar: "Z"):
            position += 1
            return .assertion(.end)
        case 0x31...0x39: return try backReference()
        default: return .set(cased(try escapedSet()))
        }
    }

    /// As many digits as still name a group.
    private mutating func backReference() throws(PatternError) -> PatternNode {
        var number = 0
        while let scalar = next, (0x30...0x39).contains(scalar), number * 10 + Int(scalar - 0x30) <= groups.count {
            number = number * 10 + Int(scalar - 0x30)
            position += 1
        }
        guard number > 0 else { throw error(.unknownGroup) }
        return groups[number - 1]
    }

    /// After `[`.
    private mutating func characterClass() throws(PatternError) -> ScalarSet {
        guard depth < 50 else { throw error(.tooDeep) }
        depth += 1
        defer { depth -= 1 }
        let isNegated = take("^")
        var set = ScalarSet()
        var isFirst = true
        while isFirst || next != UInt32(scalar: "]") {
            isFirst = false
            if take("[") {
                set.formUnion(try characterClass())
            } else {
                try classItem(into: &set)
            }
        }
        position += 1
        return isNegated ? cased(set).inverted : set
    }

    private mutating func classItem(into set: inout ScalarSet) throws(PatternError) {
        let isEscaped = take("\\")
        guard let first = isEscaped ? try escapedScalar() : try takeScalar() else {
            set.formUnion(try escapedSet())
            return
        }
        let isRange =
            next == UInt32(scalar: "-") && position + 1 < scalars.count && scalars[position + 1] != UInt32(scalar: "]")
        guard isRange else {
            set.insert(first...first)
            return
        }
        position += 1
        guard let last = take("\\") ? try escapedScalar() : try takeScalar() else {
            // `a-\w`: the hyphen is itself.
            set.insert(first...first)
            set.insert(UInt32(scalar: "-")...UInt32(scalar: "-"))
            set.formUnion(try escapedSet())
            return
        }
        guard first <= last else { throw error(.reversedRange) }
        set.insert(first...last)
    }

    /// What stands after a backslash, as a set.
    private mutating func escapedSet() throws(PatternError) -> ScalarSet {
        if let scalar = try escapedScalar() { return ScalarSet(scalar...scalar) }
        switch try takeScalar() {
        case UInt32(scalar: "d"): return .digits
        case UInt32(scalar: "D"): return ScalarSet.digits.inverted
        case UInt32(scalar: "w"): return .words
        case UInt32(scalar: "W"): return ScalarSet.words.inverted
        case UInt32(scalar: "s"): return .spaces
        case UInt32(scalar: "S"): return ScalarSet.spaces.inverted
        case UInt32(scalar: "p"): return try category()
        default: return try category().inverted
        }
    }

    private mutating func category() throws(PatternError) -> ScalarSet {
        var name = ""
        if take("{") {
            while !take("}") {
                guard let scalar = Unicode.Scalar(try takeScalar()) else { break }
                name.unicodeScalars.append(scalar)
            }
        } else if let scalar = Unicode.Scalar(try takeScalar()) {
            name.unicodeScalars.append(scalar)
        }
        guard let category = UnicodeCategory(rawValue: name) else { throw error(.unknownCategory) }
        var set = ScalarSet()
        set.insert(category)
        return set
    }

    /// What stands after a backslash where it is one scalar; nil, and nothing consumed, where it is a set.
    private mutating func escapedScalar() throws(PatternError) -> UInt32? {
        guard let scalar = next else { throw error(.unexpectedEnd) }
        if "dDwWsSpP".unicodeScalars.contains(where: { $0.value == scalar }) { return nil }
        position += 1
        switch scalar {
        case UInt32(scalar: "t"): return 0x09
        case UInt32(scalar: "n"): return 0x0A
        case UInt32(scalar: "v"): return 0x0B
        case UInt32(scalar: "f"): return 0x0C
        case UInt32(scalar: "r"): return 0x0D
        case UInt32(scalar: "x"): return try hexadecimal(2)
        case UInt32(scalar: "u"): return try codeUnits()
        default: return scalar
        }
    }

    /// `XXXX`, and where that is a high surrogate also the `\uXXXX` after it, as one scalar.
    private mutating func codeUnits() throws(PatternError) -> UInt32 {
        let unit = try hexadecimal(4)
        guard (0xD800..<0xDC00).contains(unit), take("\\u") else { return unit }
        let low = try hexadecimal(4)
        guard (0xDC00..<0xE000).contains(low) else { throw error(.unexpectedCharacter) }
        return 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }

    private mutating func hexadecimal(_ width: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<width {
            guard let digit = Unicode.Scalar(try takeScalar()).flatMap({ Character($0).hexDigitValue }) else {
                throw error(.unexpectedCharacter)
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}

extension UInt32 {
    fileprivate init(scalar: Unicode.Scalar) { self = scalar.value }
}
