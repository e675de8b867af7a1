/// A pattern without variables, in the cheapest form that says the same.
enum Wildcard: Hashable, Sendable {
    case everything
    case literal([UInt8])
    case prefix([UInt8])
    /// Literal bytes, then a pattern.
    case glob(after: [UInt8], Glob)

    /// - Parameter pattern: text in which `*` and `?` are wildcards.
    init(_ pattern: [UInt8]) {
        var glob = Glob()
        for byte in pattern {
            switch byte {
            case UInt8(ascii: "*"): glob.appendAnyRun()
            case UInt8(ascii: "?"): glob.appendAnyCharacter()
            default: glob.append(literal: byte)
            }
        }
        self.init(glob)
    }

    init(_ glob: Glob) {
        let literal = glob.tokens.prefix { $0 < Glob.anyRun }.map { UInt8(truncatingIfNeeded: $0) }
        switch glob.tokens.dropFirst(literal.count) {
        case []: self = .literal(literal)
        case [Glob.anyRun]: self = literal.isEmpty ? .everything : .prefix(literal)
        default: self = .glob(after: literal, glob.dropping(literal.count))
        }
    }

    func matches(_ text: Bytes) -> Bool {
        switch self {
        case .everything: true
        case .literal(let literal): text.equals(literal)
        case .prefix(let prefix): text.starts(with: prefix)
        case .glob(let prefix, let glob):
            text.starts(with: prefix) && glob.matches(Bytes(rebasing: text[prefix.count...]))
        }
    }
}
