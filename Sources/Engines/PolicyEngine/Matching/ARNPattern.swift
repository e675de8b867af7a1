/// A pattern for ARNs whose six parts are matched one by one, as the ARN condition operators do.
struct ARNPattern: Hashable, Sendable {
    /// Exactly six; nil where the pattern is no ARN and so matches none.
    private let parts: [TextPattern]?

    init(parts: [TextPattern]) { self.parts = parts.count == Self.partCount ? parts : nil }

    static let partCount = 6

    var hasVariables: Bool { parts?.contains(where: \.hasVariables) ?? false }

    func matches(_ text: Bytes, resolving variables: ContextLookup) -> Bool {
        guard let parts else { return false }
        var start = 0
        for (index, part) in parts.enumerated() {
            var end = text.count
            if index < Self.partCount - 1 {
                guard let colon = text[start...].firstIndex(of: UInt8(ascii: ":")) else { return false }
                end = colon
            }
            guard part.matches(Bytes(rebasing: text[start..<end]), resolving: variables) else { return false }
            start = end + 1
        }
        return true
    }
}
