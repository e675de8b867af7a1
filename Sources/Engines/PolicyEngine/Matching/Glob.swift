/// A pattern of literal bytes, `*` (any run of characters) and `?` (one character).
///
/// Matching keeps one point to go back to, the latest `*`, so it takes at most (pattern × text) steps
/// whatever the pattern: no earlier `*` ever needs to be tried again.
struct Glob: Hashable, Sendable {
    /// A byte, or one of the two wildcards, which are not bytes so that `${*}` can stand for a literal asterisk.
    typealias Token = UInt16
    static let anyRun: Token = 0x100
    static let anyCharacter: Token = 0x101

    private(set) var tokens: [Token] = []

    init() {}

    private init(tokens: [Token]) { self.tokens = tokens }

    mutating func append(literal byte: UInt8) { tokens.append(Token(byte)) }

    mutating func append(literal text: String) { tokens.append(contentsOf: text.utf8.lazy.map { Token($0) }) }

    mutating func appendAnyRun() {
        // A run of asterisks means what one does.
        if tokens.last != Self.anyRun { tokens.append(Self.anyRun) }
    }

    mutating func appendAnyCharacter() { tokens.append(Self.anyCharacter) }

    mutating func append(contentsOf other: Glob) {
        for token in other.tokens {
            if token == Self.anyRun { appendAnyRun() } else { tokens.append(token) }
        }
    }

    /// The pattern without its first `count` tokens.
    func dropping(_ count: Int) -> Glob { Glob(tokens: Array(tokens.dropFirst(count))) }

    func matches(_ text: Bytes) -> Bool {
        var steps = 0
        return matches(text, steps: &steps)
    }

    /// - Parameter steps: counts the comparisons made.
    @inline(__always)
    func matches(_ text: Bytes, steps: inout Int) -> Bool {
        tokens.withUnsafeBufferPointer { Self.match($0, text, steps: &steps) }
    }

    @inline(__always)
    private static func match(_ tokens: UnsafeBufferPointer<Token>, _ text: Bytes, steps: inout Int) -> Bool {
        var (token, byte) = (0, 0)
        // The place in the text that the latest asterisk may still be widened to, and the token after it.
        var (resumeToken, resumeByte) = (-1, 0)
        while byte < text.count {
            steps += 1
            let current = token < tokens.count ? tokens[token] : endOfPattern
            if current == Token(text[byte]) {
                token += 1
                byte += 1
            } else if current == anyRun {
                token += 1
                if token == tokens.count { return true }
                (resumeToken, resumeByte) = (token, byte)
            } else if current == anyCharacter {
                token += 1
                byte += characterLength(text[byte])
            } else {
                guard resumeToken >= 0 else { return false }
                resumeByte = nextStart(after: resumeByte, of: tokens[resumeToken], in: text, steps: &steps)
                (token, byte) = (resumeToken, resumeByte)
            }
        }
        while token < tokens.count, tokens[token] == anyRun { token += 1 }
        return token == tokens.count
    }

    /// Where in the text an asterisk may end next: for a literal, at the next place that has it.
    @inline(__always)
    private static func nextStart(after start: Int, of token: Token, in text: Bytes, steps: inout Int) -> Int {
        var next = start + characterLength(text[start])
        guard token < anyRun else { return next }
        while next < text.count, Token(text[next]) != token {
            next += 1
            steps += 1
        }
        return next
    }

    /// Differs from every byte and wildcard.
    private static let endOfPattern: Token = 0x102

    /// The length of a UTF-8 sequence by its first byte, so that `?` takes a whole character.
    @inline(__always)
    private static func characterLength(_ lead: UInt8) -> Int {
        switch lead {
        case 0xC0..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0...: 4
        default: 1
        }
    }
}
