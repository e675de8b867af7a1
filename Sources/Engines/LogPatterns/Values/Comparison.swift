/// What a value of an event is held against: `= "x*"`, `> 1000`, `= %4[0-9]{2}%`.
struct Comparison: Sendable {
    enum Operator: Sendable, Hashable {
        case equal
        case notEqual
        case less
        case lessOrEqual
        case greater
        case greaterOrEqual
    }

    enum Operand: Sendable {
        case text(WildcardText)
        /// A number as it was written, and what it comes to.
        case number(Double, WildcardText)
        case regex(Int)
    }

    let relation: Operator
    let operand: Operand

    func holds(for value: ScalarValue, _ regexes: inout [RegexMatcher]) -> Bool {
        switch (relation, operand) {
        case (.equal, _): return isEqual(value, &regexes)
        case (.notEqual, _): return !isEqual(value, &regexes)
        case (_, .number(let bound, _)): return value.number.map { holds($0, bound) } ?? false
        default: return false
        }
    }

    private func isEqual(_ value: ScalarValue, _ regexes: inout [RegexMatcher]) -> Bool {
        switch operand {
        case .regex(let index): return regexes[index].isFound(in: value.text)
        case .text(let wanted): return wanted.matches(value.text)
        case .number(let wanted, let text):
            if let number = value.number { return number == wanted }
            return text.matches(value.text)
        }
    }

    private func holds(_ value: Double, _ bound: Double) -> Bool {
        switch relation {
        case .equal: value == bound
        case .notEqual: value != bound
        case .less: value < bound
        case .lessOrEqual: value <= bound
        case .greater: value > bound
        case .greaterOrEqual: value >= bound
        }
    }
}

/// A single value of an event: its text, and its number where it is one.
struct ScalarValue {
    let text: [UInt8]
    let number: Double?
}

extension Comparison {
    /// Reads operator and operand.
    /// - Parameter isBare: which characters may stand in an operand without quotation marks
    init(_ scanner: inout PatternScanner, isBare: (UInt8) -> Bool) throws(FilterPatternError) {
        relation = try Self.relation(&scanner)
        scanner.skipSpace()
        switch scanner.peek {
        case UInt8(ascii: "\""): operand = .text(WildcardText(try scanner.quoted()))
        case UInt8(ascii: "%"): operand = .regex(try scanner.regex())
        default:
            let word = scanner.take(while: isBare)
            guard !word.isEmpty else { throw .syntax }
            let number = Self.number(word)
            operand = number.map { .number($0, WildcardText(word)) } ?? .text(WildcardText(word))
        }
        guard relation == .equal || relation == .notEqual else {
            guard case .number = operand else { throw .syntax }
            return
        }
    }

    private static func relation(_ scanner: inout PatternScanner) throws(FilterPatternError) -> Operator {
        if scanner.take("!=") { return .notEqual }
        if scanner.take("<=") { return .lessOrEqual }
        if scanner.take(">=") { return .greaterOrEqual }
        if scanner.take("=") { return .equal }
        if scanner.take("<") { return .less }
        guard scanner.take(">") else { throw .syntax }
        return .greater
    }

    /// Decimal, with sign, fraction and exponent.
    static func number(_ bytes: [UInt8]) -> Double? {
        guard let last = bytes.last, (0x30...0x39).contains(last) || last == UInt8(ascii: "."), bytes.count <= 64,
            bytes.allSatisfy({ (0x30...0x39).contains($0) || numberSymbols.contains($0) })
        else { return nil }
        return Double(String(decoding: bytes, as: UTF8.self))
    }

    private static let numberSymbols = Set("+-.eE".utf8)
}
