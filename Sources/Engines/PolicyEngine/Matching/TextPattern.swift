/// A pattern that may hold policy variables, such as `arn:aws:s3:::home/${aws:username}/*`.
enum TextPattern: Hashable, Sendable {
    case fixed(Wildcard)
    case template([Piece])

    enum Piece: Hashable, Sendable {
        case text(Glob)
        /// A lower-cased condition key and what stands in where it has no value.
        case variable(key: String, fallback: String?)
    }

    var hasVariables: Bool {
        if case .template = self { true } else { false }
    }

    /// - Parameter ignoringCase: the pattern and `text` are lower-cased already, and values of variables are to be.
    func matches(_ text: Bytes, resolving variables: ContextLookup, ignoringCase: Bool = false) -> Bool {
        switch self {
        case .fixed(let wildcard): return wildcard.matches(text)
        case .template(let pieces):
            // A variable without a value is like nothing at all.
            let glob = Self.glob(of: pieces, resolving: variables, ignoringCase: ignoringCase)
            return glob?.matches(text) ?? false
        }
    }

    /// Values are taken literally: an asterisk in a user's tag is no wildcard.
    private static func glob(of pieces: [Piece], resolving variables: ContextLookup, ignoringCase: Bool) -> Glob? {
        var glob = Glob()
        for piece in pieces {
            switch piece {
            case .text(let text): glob.append(contentsOf: text)
            case .variable(let key, let fallback):
                guard let value = variables.value(ofVariable: key) ?? fallback else { return nil }
                glob.append(literal: ignoringCase ? value.lowercased() : value)
            }
        }
        return glob
    }
}
