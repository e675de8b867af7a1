/// Reads a pattern in brackets.
struct FieldPatternParser {
    private var depth = 0

    static func parse(_ scanner: inout PatternScanner) throws(FilterPatternError) -> FieldPattern {
        var parser = FieldPatternParser()
        try scanner.expect("[")
        var leading: [FieldPattern.Field] = []
        var trailing: [FieldPattern.Field]?
        repeat {
            scanner.skipSpace()
            if scanner.take("...") {
                guard trailing == nil else { throw .syntax }
                trailing = []
            } else {
                let field = try parser.field(&scanner)
                if trailing == nil { leading.append(field) } else { trailing?.append(field) }
            }
            scanner.skipSpace()
        } while scanner.take(",")
        try scanner.expect("]")
        try scanner.requireEnd()
        return FieldPattern(leading: leading, trailing: trailing)
    }

    /// A field, which may have no name and no condition.
    private mutating func field(_ scanner: inout PatternScanner) throws(FilterPatternError) -> FieldPattern.Field {
        var probe = scanner
        let name = String(decoding: probe.take(while: Self.isNameByte), as: UTF8.self)
        probe.skipSpace()
        switch probe.peek {
        case UInt8(ascii: ","), UInt8(ascii: "]"):
            scanner = probe
            return FieldPattern.Field(name: name, condition: nil)
        default:
            var name: String?
            let condition = try disjunction(&scanner, &name)
            return FieldPattern.Field(name: name ?? "", condition: condition)
        }
    }

    /// - Parameter name: of the field, which each of its conditions repeats
    private mutating func disjunction(
        _ scanner: inout PatternScanner, _ name: inout String?
    ) throws(FilterPatternError) -> FieldPattern.Condition {
        var parts = [try conjunction(&scanner, &name)]
        while scanner.take("||") { parts.append(try conjunction(&scanner, &name)) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction(
        _ scanner: inout PatternScanner, _ name: inout String?
    ) throws(FilterPatternError) -> FieldPattern.Condition {
        var parts = [try primary(&scanner, &name)]
        while scanner.take("&&") { parts.append(try primary(&scanner, &name)) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func primary(
        _ scanner: inout PatternScanner, _ name: inout String?
    ) throws(FilterPatternError) -> FieldPattern.Condition {
        scanner.skipSpace()
        let condition: FieldPattern.Condition
        if scanner.take("(") {
            depth += 1
            guard depth <= PatternScanner.maximumDepth else { throw .tooDeep }
            condition = try disjunction(&scanner, &name)
            try scanner.expect(")")
            depth -= 1
        } else {
            let own = String(decoding: scanner.take(while: Self.isNameByte), as: UTF8.self)
            guard !own.isEmpty, name == nil || name == own else { throw .syntax }
            name = own
            scanner.skipSpace()
            condition = .compares(try Comparison(&scanner, isBare: Self.isBare))
        }
        scanner.skipSpace()
        return condition
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte >= 0x80
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        !byte.isASCIISpace && byte > 0x20 && !delimiters.contains(byte)
    }

    private static let delimiters = Set(",][()&|\"%".utf8)
}
