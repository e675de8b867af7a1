/// A pattern for text without structure: terms that must occur, that must not, and optional ones of which one must.
struct TermPattern: Sendable {
    enum Term: Sendable {
        case text(Needle)
        case regex(Int)
    }

    private var required: [Term] = []
    private var excluded: [Term] = []
    private var optional: [Term] = []

    init(_ scanner: inout PatternScanner) throws(FilterPatternError) {
        while true {
            scanner.skipSpace()
            guard let byte = scanner.peek else { break }
            switch byte {
            case UInt8(ascii: "?"):
                _ = try scanner.next()
                try Self.add(Self.term(&scanner), to: &optional)
            case UInt8(ascii: "-"):
                _ = try scanner.next()
                try Self.add(Self.term(&scanner), to: &excluded)
            default: try Self.add(Self.term(&scanner), to: &required)
            }
        }
        // Beside other terms, optional ones have no effect.
        if !required.isEmpty || !excluded.isEmpty { optional = [] }
    }

    var isEmpty: Bool { required.isEmpty && excluded.isEmpty && optional.isEmpty }

    func matches(_ message: [UInt8], _ regexes: inout [RegexMatcher]) -> Bool {
        for term in required where !Self.isFound(term, in: message, &regexes) { return false }
        for term in excluded where Self.isFound(term, in: message, &regexes) { return false }
        guard !optional.isEmpty else { return true }
        for term in optional where Self.isFound(term, in: message, &regexes) { return true }
        return false
    }

    private static func isFound(_ term: Term, in message: [UInt8], _ regexes: inout [RegexMatcher]) -> Bool {
        switch term {
        case .text(let needle): needle.isFound(in: message)
        case .regex(let index): regexes[index].isFound(in: message)
        }
    }

    /// Nothing is added for a text of spaces alone, which stands for any event.
    private static func add(_ term: Term, to terms: inout [Term]) {
        if case .text(let needle) = term, needle.bytes.allSatisfy(\.isASCIISpace) { return }
        terms.append(term)
    }

    private static func term(_ scanner: inout PatternScanner) throws(FilterPatternError) -> Term {
        switch scanner.peek {
        case UInt8(ascii: "\""): return .text(Needle(try scanner.quoted()))
        case UInt8(ascii: "%"): return .regex(try scanner.regex())
        default:
            let word = scanner.take { !$0.isASCIISpace }
            guard !word.isEmpty else { throw .syntax }
            let isPlain = word.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") || $0 >= 0x80 }
            guard isPlain else { throw .invalidTerm(String(decoding: word, as: UTF8.self)) }
            return .text(Needle(word))
        }
    }
}
