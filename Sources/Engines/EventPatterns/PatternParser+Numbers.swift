import Essentials

extension PatternParser {
    private enum Term {
        case comparison(String)
        case number(Double)
    }

    /// `["=", n]`, `["<", n]`, `[">=", n]` or `[">", n, "<=", m]` and the like.
    mutating func numericRange() throws(PatternError) -> NumericRange {
        guard try peek() == .array else { throw error("Value of numeric must be an array.") }
        var terms: [Term] = []
        var inner = self
        try reader.readArray { (reader) throws(PatternError) in
            inner.reader = reader
            guard terms.count < 4 else {
                throw PatternError("Too many elements in numeric expression", at: reader.offset)
            }
            terms.append(try inner.term(at: terms.count))
            reader = inner.reader
        }
        return try range(terms)
    }

    private mutating func term(at place: Int) throws(PatternError) -> Term {
        guard place % 2 == 1 else {
            guard try peek() == .string else { throw error("Invalid member in numeric match: \(try spelling())") }
            return .comparison(try string())
        }
        guard try peek() == .number else { throw error("Value of numeric match must be numeric") }
        return .number(try number())
    }

    private mutating func spelling() throws(PatternError) -> String {
        do {
            var ahead = reader
            return try ahead.readValue().text
        } catch { throw PatternError(error) }
    }

    mutating func number() throws(PatternError) -> Double {
        guard let number = NumericRange.number(try literal()) else {
            throw PatternError(
                "Value must be between \(Self.bound(NumericRange.exact.lowerBound)) and "
                    + "\(Self.bound(NumericRange.exact.upperBound)), inclusive", at: reader.offset)
        }
        return number
    }

    private static func bound(_ number: Double) -> String { String(Int64(number)) }

    private func range(_ terms: [Term]) throws(PatternError) -> NumericRange {
        guard terms.count == 2 || terms.count == 4 else {
            throw PatternError("Invalid member in numeric match", at: reader.offset)
        }
        var range = NumericRange()
        for index in stride(from: 0, to: terms.count, by: 2) {
            guard case .comparison(let comparison) = terms[index], case .number(let number) = terms[index + 1] else {
                throw PatternError("Invalid member in numeric match", at: reader.offset)
            }
            try narrow(&range, comparison, number, isSecond: index > 0, isAlone: terms.count == 2)
        }
        guard range.lower < range.upper || terms.count == 2 else {
            throw PatternError("Bottom must be less than top", at: reader.offset)
        }
        return range
    }

    private func narrow(
        _ range: inout NumericRange, _ comparison: String, _ number: Double, isSecond: Bool, isAlone: Bool
    ) throws(PatternError) {
        switch comparison {
        case "=" where isAlone: (range.lower, range.upper) = (number, number)
        case ">" where !isSecond, ">=" where !isSecond:
            (range.lower, range.includesLower) = (number, comparison == ">=")
        case "<" where isAlone || isSecond, "<=" where isAlone || isSecond:
            (range.upper, range.includesUpper) = (number, comparison == "<=")
        case "=", "<", "<=", ">", ">=":
            throw PatternError("Bad numeric range operator: \(comparison)", at: reader.offset)
        default: throw PatternError("Unrecognized numeric range operator: \(comparison)", at: reader.offset)
        }
    }
}
