/// Walks over the bytes of a pattern, and gathers the regular expressions on the way.
struct PatternScanner {
    private let bytes: [UInt8]
    private(set) var offset = 0
    private(set) var regexes: [Regex] = []
    /// Wildcards in property selectors so far.
    private var wildcards = 0

    /// Source: user guide, quotas beside the syntax.
    static let maximumRegexes = 2
    static let maximumWildcards = 3
    /// Of parentheses; AWS states no bound.
    static let maximumDepth = 50

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }
    var isAtEnd: Bool { offset == bytes.count }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) { offset += 1 }
    }

    mutating func next() throws(FilterPatternError) -> UInt8 {
        guard let byte = peek else { throw .syntax }
        offset += 1
        return byte
    }

    /// Takes the text if it is what comes next.
    mutating func take(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { text in
            guard bytes[offset...].starts(with: text) else { return false }
            offset += text.count
            return true
        }
    }

    mutating func expect(_ text: StaticString) throws(FilterPatternError) {
        guard take(text) else { throw .syntax }
    }

    /// Nothing but space may follow.
    mutating func requireEnd() throws(FilterPatternError) {
        skipSpace()
        guard isAtEnd else { throw .syntax }
    }

    mutating func take(while condition: (UInt8) -> Bool) -> [UInt8] {
        let start = offset
        while let byte = peek, condition(byte) { offset += 1 }
        return Array(bytes[start..<offset])
    }

    /// The content of a text between quotation marks, of which the first is next. `\"` and `\\` stand for themselves.
    mutating func quoted(by mark: UInt8 = UInt8(ascii: "\"")) throws(FilterPatternError) -> [UInt8] {
        offset += 1
        var content: [UInt8] = []
        while true {
            let byte = try next()
            if byte == mark { return content }
            if byte == UInt8(ascii: "\\"), let escaped = peek, escaped == mark || escaped == byte {
                content.append(escaped)
                offset += 1
            } else {
                content.append(byte)
            }
        }
    }

    /// The place among `regexes` of the one between percent signs, of which the first is next.
    mutating func regex() throws(FilterPatternError) -> Int {
        offset += 1
        var source: [UInt8] = []
        while true {
            let byte = try next()
            if byte == UInt8(ascii: "%") { break }
            source.append(byte)
            if byte == UInt8(ascii: "\\") { source.append(try next()) }
        }
        guard regexes.count < Self.maximumRegexes else { throw .tooManyRegexes }
        regexes.append(try Regex(source))
        return regexes.count - 1
    }

    mutating func countWildcard() throws(FilterPatternError) {
        wildcards += 1
        guard wildcards <= Self.maximumWildcards else { throw .tooManyWildcards }
    }
}

extension UInt8 {
    var isASCIILetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
    var isASCIISpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
