/// Reads a JSON pattern. `&&` binds closer than `||`.
struct JSONPatternParser {
    private var selectors: [Selector] = []
    private var depth = 0

    static func parse(_ scanner: inout PatternScanner) throws(FilterPatternError) -> JSONPattern {
        var parser = JSONPatternParser()
        try scanner.expect("{")
        let expression = try parser.disjunction(&scanner)
        try scanner.expect("}")
        try scanner.requireEnd()
        return JSONPattern(expression: expression, selectors: parser.selectors)
    }

    private mutating func disjunction(
        _ scanner: inout PatternScanner
    ) throws(FilterPatternError) -> JSONPattern.Expression {
        var parts = [try conjunction(&scanner)]
        while scanner.take("||") { parts.append(try conjunction(&scanner)) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction(
        _ scanner: inout PatternScanner
    ) throws(FilterPatternError) -> JSONPattern.Expression {
        var parts = [try primary(&scanner)]
        while scanner.take("&&") { parts.append(try primary(&scanner)) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    /// A condition or an expression in parentheses, and the space around it.
    private mutating func primary(
        _ scanner: inout PatternScanner
    ) throws(FilterPatternError) -> JSONPattern.Expression {
        scanner.skipSpace()
        let expression: JSONPattern.Expression
        if scanner.take("(") {
            depth += 1
            guard depth <= PatternScanner.maximumDepth else { throw .tooDeep }
            expression = try disjunction(&scanner)
            try scanner.expect(")")
            depth -= 1
        } else {
            expression = try condition(&scanner)
        }
        scanner.skipSpace()
        return expression
    }

    private mutating func condition(
        _ scanner: inout PatternScanner
    ) throws(FilterPatternError) -> JSONPattern.Expression {
        let selector = try Selector(&scanner)
        selectors.append(selector)
        scanner.skipSpace()
        switch scanner.peek {
        case UInt8(ascii: "I"):
            try scanner.expect("IS")
            return try identity(of: selector, &scanner)
        case UInt8(ascii: "N"):
            try scanner.expect("NOT")
            try requireSpace(&scanner)
            try scanner.expect("EXISTS")
            return .notExists(selector)
        default: return .compares(selector, try Comparison(&scanner, isBare: Self.isBare))
        }
    }

    private func identity(
        of selector: Selector, _ scanner: inout PatternScanner
    ) throws(FilterPatternError) -> JSONPattern.Expression {
        try requireSpace(&scanner)
        if scanner.take("NULL") { return .isNull(selector) }
        if scanner.take("TRUE") { return .isBool(selector, true) }
        try scanner.expect("FALSE")
        return .isBool(selector, false)
    }

    private func requireSpace(_ scanner: inout PatternScanner) throws(FilterPatternError) {
        guard scanner.peek?.isASCIISpace == true else { throw .syntax }
        scanner.skipSpace()
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || byte >= 0x80 || bareSymbols.contains(byte)
    }

    private static let bareSymbols = Set("_*.+-:/@#".utf8)
}
