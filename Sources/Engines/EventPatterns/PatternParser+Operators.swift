import Essentials

extension PatternParser {
    static let operators: Set<String> = [
        "exists", "equals-ignore-case", "prefix", "suffix", "wildcard", "cidr", "numeric", "anything-but",
    ]

    /// An object with one operator in place of a value.
    mutating func matchExpression() throws(PatternError) -> ValueTest {
        var test: ValueTest?
        var inner = self
        try reader.readObject { (name, reader) throws(PatternError) in
            inner.reader = reader
            guard test == nil else { throw PatternError("Only one key allowed in match expression", at: reader.offset) }
            test = try inner.operand(of: name)
            reader = inner.reader
        }
        self = PatternParser(resuming: inner, at: reader)
        guard let test else { throw PatternError("Match expression name not found", at: reader.offset) }
        return test
    }

    private init(resuming inner: PatternParser, at reader: JSONReader) {
        self = inner
        self.reader = reader
    }

    private mutating func operand(of name: String) throws(PatternError) -> ValueTest {
        switch name {
        case "exists": return try exists()
        case "equals-ignore-case": return .equalsIgnoringCase(try folded("equals-ignore-case"))
        case "prefix":
            guard try peek() == .object else { return .hasPrefix(Array(try text("prefix").utf8)) }
            return .hasPrefixIgnoringCase(try ignoringCase("prefix"))
        case "suffix":
            guard try peek() == .object else { return .hasSuffix(Array(try text("suffix").utf8)) }
            return .hasSuffixIgnoringCase(try ignoringCase("suffix"))
        case "wildcard": return .matches(try wildcard())
        case "cidr": return .isInNetwork(try network())
        case "numeric": return .isInRange(try numericRange())
        case "anything-but": return try anythingBut()
        default: throw PatternError("Unrecognized match type \(name)", at: reader.offset)
        }
    }

    private mutating func exists() throws(PatternError) -> ValueTest {
        guard try peek() == .bool else { throw error("exists match pattern must be either true or false.") }
        return try literal() == Array("true".utf8) ? .exists : .isAbsent
    }

    mutating func text(_ name: String) throws(PatternError) -> String {
        guard try peek() == .string else { throw error("\(name) match pattern must be a string") }
        return try string()
    }

    mutating func folded(_ name: String) throws(PatternError) -> FoldedText {
        FoldedText(try text(name).utf8)
    }

    /// `{"equals-ignore-case": …}` within `prefix` or `suffix`.
    private mutating func ignoringCase(_ name: String) throws(PatternError) -> FoldedText {
        var text: FoldedText?
        var inner = self
        try reader.readObject { (member, reader) throws(PatternError) in
            inner.reader = reader
            guard member == "equals-ignore-case" else {
                throw PatternError("Unsupported \(name) pattern: \(member)", at: reader.offset)
            }
            guard text == nil else { throw PatternError("Only one key allowed in match expression", at: reader.offset) }
            text = try inner.folded("equals-ignore-case")
            reader = inner.reader
        }
        guard let text else { throw PatternError("\(name) match pattern must be a string", at: reader.offset) }
        return text
    }

    mutating func wildcard() throws(PatternError) -> Wildcard {
        let text = try text("wildcard")
        do {
            let wildcard = try Wildcard(parsing: text)
            try admit(wildcard)
            return wildcard
        } catch let refusal as Wildcard.Refusal {
            throw PatternError(refusal.reason, at: reader.offset)
        } catch { throw error as? PatternError ?? PatternError("wildcard", at: reader.offset) }
    }

    private mutating func network() throws(PatternError) -> IPNetwork {
        guard try peek() == .string else { throw error("prefix match pattern must be a string") }
        let text = try string()
        do { return try IPNetwork(parsing: text) } catch { throw PatternError(error.reason, at: reader.offset) }
    }
}
