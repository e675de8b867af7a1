import Essentials

/// One value of a field of a filter policy.
indirect enum FilterPolicyMatcher: Hashable, Sendable {
    case string(String)
    /// In hundred-thousandths, the accuracy that numbers have here.
    case number(Int64)
    case bool(Bool)
    case null
    case prefix(String)
    case suffix(String)
    case equalsIgnoringCase(String)
    case wildcard(FilterPolicyWildcard)
    case address(FilterPolicyNetwork)
    /// A number within the range, in hundred-thousandths.
    case numeric(ClosedRange<Int64>)
    /// Some value that none of these takes.
    case anythingBut([FilterPolicyMatcher])
    case exists(Bool)

    /// - Parameter values: nil where the field is absent
    func matches(_ values: [JSON]?) -> Bool {
        switch self {
        case .exists(let exists):
            // A value that is null is not there; one that is not looked at is.
            return (values.map { !$0.contains(.null) || $0.count > 1 } ?? false) == exists
        case .anythingBut(let excluded):
            return values?.contains { value in !excluded.contains { $0.takes(value) } } ?? false
        default: return values?.contains(where: takes) ?? false
        }
    }

    private func takes(_ value: JSON) -> Bool {
        switch (self, value) {
        case (.string(let expected), .string(let text)): expected.utf8.elementsEqual(text.utf8)
        case (.prefix(let prefix), .string(let text)): text.utf8.starts(with: prefix.utf8)
        case (.suffix(let suffix), .string(let text)): text.utf8.reversed().starts(with: suffix.utf8.reversed())
        case (.equalsIgnoringCase(let folded), .string(let text)): text.lowercased() == folded
        case (.wildcard(let wildcard), .string(let text)): wildcard.matches(text)
        case (.address(let network), .string(let text)): network.contains(text)
        case (.number(let expected), _): Self.scaled(value) == expected
        case (.numeric(let range), _): Self.scaled(value).map(range.contains) ?? false
        case (.bool(let expected), .bool(let flag)): expected == flag
        case (.null, .null): true
        default: false
        }
    }

    /// A number in hundred-thousandths; nil of what is none or beyond a billion.
    static func scaled(_ value: JSON) -> Int64? {
        let number: Double
        switch value {
        case .integer(let integer): number = Double(integer)
        case .number(let double): number = double
        default: return nil
        }
        guard number.magnitude <= 1e9 else { return nil }
        return Int64((number * 100_000).rounded())
    }

    var hasWildcard: Bool {
        switch self {
        case .wildcard: true
        case .anythingBut(let matchers): matchers.contains(where: \.hasWildcard)
        default: false
        }
    }

    /// Source: SNS developer guide, "Wildcard pattern usage guidelines".
    var wildcardPoints: Int {
        switch self {
        case .wildcard(let wildcard): wildcard.count > 1 ? 3 * wildcard.count : 1
        case .anythingBut(let matchers): 1 + matchers.reduce(0) { $0 + $1.wildcardPoints }
        default: 0
        }
    }
}

/// Text in which an asterisk stands for any bytes. A backslash takes the meaning of the next asterisk or backslash away.
struct FilterPolicyWildcard: Hashable, Sendable {
    /// What is between the asterisks.
    private let parts: [[UInt8]]

    /// How many asterisks there are.
    var count: Int { parts.count - 1 }

    /// Nil where two asterisks have nothing between them, or a backslash stands before another character.
    init?(_ text: String) {
        var parts: [[UInt8]] = [[]]
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                guard byte == UInt8(ascii: "*") || byte == UInt8(ascii: "\\") else { return nil }
                parts[parts.count - 1].append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "*") {
                if parts.count > 1, parts[parts.count - 1].isEmpty { return nil }
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
        guard !isEscaped else { return nil }
        self.parts = parts
    }

    func matches(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard rest.starts(with: parts[0]) else { return false }
        rest = rest.dropFirst(parts[0].count)
        guard parts.count > 1, let last = parts.last else { return rest.isEmpty }
        for part in parts.dropFirst().dropLast() {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }
}
