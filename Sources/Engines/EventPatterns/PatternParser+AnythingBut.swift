import Essentials

extension PatternParser {
    /// A value, a list of strings or of numbers, or an operator over a text or a list of texts.
    mutating func anythingBut() throws(PatternError) -> ValueTest {
        switch try peek() {
        case .string, .number: return .anythingBut([try excludedValue()])
        case .array: return .anythingBut(try excludedValues())
        case .object: return .anythingBut(try excludedExpression())
        case .bool, .null: throw error("Value of anything-but must be an array or single string/number value.")
        }
    }

    private mutating func excludedValue() throws(PatternError) -> ValueTest {
        switch try peek() {
        case .string: return .equals(.string(Array(try string().utf8)))
        case .number:
            let number = try number()
            return .isInRange(NumericRange(lower: number, upper: number))
        default: throw error("Inside anything but list, start|null|boolean is not supported.")
        }
    }

    private mutating func excludedValues() throws(PatternError) -> [ValueTest] {
        var tests: [ValueTest] = []
        var kinds: Set<Bool> = []
        var inner = self
        try reader.readArray { (reader) throws(PatternError) in
            inner.reader = reader
            let test = try inner.excludedValue()
            if case .equals = test { kinds.insert(true) } else { kinds.insert(false) }
            guard kinds.count == 1 else {
                throw PatternError(
                    "Inside anything but list, either all values are number or string, mixed type is not supported",
                    at: inner.reader.offset)
            }
            tests.append(test)
            reader = inner.reader
        }
        guard !tests.isEmpty else { throw PatternError("Empty arrays are not allowed", at: reader.offset) }
        return tests
    }

    private mutating func excludedExpression() throws(PatternError) -> [ValueTest] {
        var tests: [ValueTest]?
        var inner = self
        try reader.readObject { (name, reader) throws(PatternError) in
            inner.reader = reader
            guard tests == nil else {
                throw PatternError("Only one key allowed in match expression", at: reader.offset)
            }
            tests = try inner.excludedTexts(name)
            reader = inner.reader
        }
        resume(inner)
        guard let tests else { throw PatternError("Anything-But expression name not found", at: reader.offset) }
        return tests
    }

    private mutating func resume(_ inner: PatternParser) {
        let place = reader
        self = inner
        reader = place
    }

    private mutating func excludedTexts(_ name: String) throws(PatternError) -> [ValueTest] {
        guard ["prefix", "suffix", "equals-ignore-case", "wildcard"].contains(name) else {
            throw PatternError("Unsupported anything-but pattern: \(name)", at: reader.offset)
        }
        guard try peek() == .array else { return [try excludedText(name)] }
        var tests: [ValueTest] = []
        var inner = self
        try reader.readArray { (reader) throws(PatternError) in
            inner.reader = reader
            tests.append(try inner.excludedText(name))
            reader = inner.reader
        }
        resume(inner)
        guard !tests.isEmpty else { throw PatternError("Empty arrays are not allowed", at: reader.offset) }
        return tests
    }

    private mutating func excludedText(_ name: String) throws(PatternError) -> ValueTest {
        if name == "wildcard" { return .matches(try wildcard()) }
        let text = try text(name)
        switch name {
        case "prefix":
            guard !text.isEmpty else { throw PatternError("Null prefix not allowed", at: reader.offset) }
            return .hasPrefix(Array(text.utf8))
        case "suffix":
            guard !text.isEmpty else { throw PatternError("Null suffix not allowed", at: reader.offset) }
            return .hasSuffix(Array(text.utf8))
        default: return .equalsIgnoringCase(FoldedText(text.utf8))
        }
    }
}
