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
    /// With the number of its asterisks.
    case wildcard(Wildcard, count: Int)
    case address(IPNetwork)
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
        case (.wildcard(let wildcard, _), .string(var text)): text.withUTF8 { wildcard.matches($0) }
        case (.address(let network), .string(let text)):
            IPAddress(Array(text.utf8)).map(network.contains) ?? false
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
        case .wildcard(_, let count): count > 1 ? 3 * count : 1
        case .anythingBut(let matchers): 1 + matchers.reduce(0) { $0 + $1.wildcardPoints }
        default: 0
        }
    }
}
