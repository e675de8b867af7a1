/// Turns values of a document into compiled patterns.
struct PatternParser {
    let version: PolicyVersion
    let limits: PolicyLimits

    /// - Parameters:
    ///   - wildcards: whether `*` and `?` are more than themselves.
    ///   - ignoringCase: whether to fold the pattern, for text that will be folded too.
    func pattern(
        _ text: String, wildcards: Bool, ignoringCase: Bool = false
    ) throws(PolicyError) -> TextPattern {
        var pieces: [TextPattern.Piece] = []
        var glob = Glob()
        var rest = Array((ignoringCase ? text.lowercased() : text).utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*") where wildcards: glob.appendAnyRun()
            case UInt8(ascii: "?") where wildcards: glob.appendAnyCharacter()
            case UInt8(ascii: "$") where version == .v2012 && rest.first == UInt8(ascii: "{"):
                switch try variable(&rest) {
                case .character(let character): glob.append(literal: character)
                case .key(let key, let fallback):
                    if !glob.tokens.isEmpty { pieces.append(.text(glob)) }
                    pieces.append(.variable(key: key, fallback: fallback))
                    glob = Glob()
                }
            default: glob.append(literal: byte)
            }
        }
        let pattern = assemble(pieces, glob)
        if pattern.isMatchedStepwise, text.utf8.count > limits.maximumPatternBytes { throw .syntax(element: "pattern") }
        return pattern
    }

    private func assemble(_ pieces: [TextPattern.Piece], _ rest: Glob) -> TextPattern {
        guard !pieces.isEmpty else { return .fixed(Wildcard(rest)) }
        return .template(rest.tokens.isEmpty ? pieces : pieces + [.text(rest)])
    }

    private enum Variable {
        case character(UInt8)
        case key(String, fallback: String?)
    }

    /// Reads `{key}`, `{key, 'default'}` or one of `{*}`, `{?}`, `{$}`.
    private func variable(_ rest: inout ArraySlice<UInt8>) throws(PolicyError) -> Variable {
        rest.removeFirst()
        guard let end = Self.endOfVariable(rest) else { throw .syntax(element: "${") }
        let content = rest[..<end]
        rest = rest[(end + 1)...]
        if content.count == 1, let only = content.first, "*?$".utf8.contains(only) { return .character(only) }
        guard let comma = content.firstIndex(of: UInt8(ascii: ",")) else {
            return .key(try variableKey(content), fallback: nil)
        }
        let quoted = content[(comma + 1)...].drop { $0 == UInt8(ascii: " ") }
        guard quoted.count >= 2, quoted.first == Self.quote, quoted.last == Self.quote,
            let fallback = String(validating: quoted.dropFirst().dropLast(), as: UTF8.self)
        else { throw .syntax(element: "${") }
        return .key(try variableKey(content[..<comma]), fallback: fallback)
    }

    private static let quote = UInt8(ascii: "'")

    /// The closing brace, not counting any inside the quotes of a default.
    private static func endOfVariable(_ bytes: ArraySlice<UInt8>) -> Int? {
        var isQuoted = false
        for index in bytes.indices {
            if bytes[index] == quote { isQuoted.toggle() }
            if bytes[index] == UInt8(ascii: "}"), !isQuoted { return index }
        }
        return nil
    }

    private func variableKey(_ bytes: ArraySlice<UInt8>) throws(PolicyError) -> String {
        guard !bytes.isEmpty, !bytes.contains(UInt8(ascii: "{")), let key = String(validating: bytes, as: UTF8.self)
        else { throw .syntax(element: "${") }
        return key.lowercased()
    }

    /// Splits at colons that are not inside `${…}`, at most `maximum` parts.
    func colonSeparated(_ text: String, maximum: Int) -> [String] {
        var parts: [[UInt8]] = [[]]
        var isVariable = false
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "{"), previous == UInt8(ascii: "$"), version == .v2012 { isVariable = true }
            if byte == UInt8(ascii: "}") { isVariable = false }
            previous = byte
            if byte == UInt8(ascii: ":"), !isVariable, parts.count < maximum {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension TextPattern {
    /// Whether matching may go back and forth, so that the pattern's length matters for the cost.
    fileprivate var isMatchedStepwise: Bool {
        switch self {
        case .fixed(.glob), .template: true
        case .fixed: false
        }
    }
}
