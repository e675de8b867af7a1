/// AWS's wording of each constraint.
extension Constraints {
    /// Beyond its greatest length, a text this long is not also matched against the pattern.
    private static let longestMatched = 4096

    /// The constraints that a value breaks, worded; a pattern is looked at for strings only.
    func broken(by value: Document) -> [String] {
        switch value {
        case .string(let text): brokenByText(text)
        case .integer(let number): brokenByNumber(Double(number))
        case .double(let number): brokenByNumber(number)
        case .blob(let bytes): brokenByLength(bytes.count)
        case .list(let elements): brokenByLength(elements.count)
        case .map(let pairs): brokenByLength(pairs.count)
        default: []
        }
    }

    private func brokenByText(_ text: String) -> [String] {
        if !values.isEmpty, !values.contains(text) { return [enumeration] }
        let length = text.utf16.count
        let broken = brokenByLength(length)
        guard let pattern else { return broken }
        if !broken.isEmpty, length > Self.longestMatched { return broken }
        return pattern.matches(text) ? broken : broken + [Self.wording(ofPattern: pattern.source)]
    }

    private func brokenByLength(_ length: Int) -> [String] {
        if let maximum, length > maximum { return [Self.wording(ofGreatestLength: maximum)] }
        if let minimum, length < minimum { return [Self.wording(ofLeastLength: minimum)] }
        return []
    }

    private func brokenByNumber(_ number: Double) -> [String] {
        if let maximum, number > Double(maximum) {
            return ["Member must have value less than or equal to \(maximum)"]
        }
        if let minimum, number < Double(minimum) {
            return ["Member must have value greater than or equal to \(minimum)"]
        }
        return []
    }

    private var enumeration: String { "Member must satisfy enum value set: [\(values.joined(separator: ", "))]" }

    /// Every constraint of a container's elements, as AWS lists them when an element breaks any.
    func listing(of kind: Shape.Kind) -> String {
        var parts: [String] = []
        switch kind {
        case .integer, .long, .float, .double:
            if let maximum { parts.append("Member must have value less than or equal to \(maximum)") }
            if let minimum { parts.append("Member must have value greater than or equal to \(minimum)") }
        default:
            if let maximum { parts.append(Self.wording(ofGreatestLength: maximum)) }
            if let minimum { parts.append(Self.wording(ofLeastLength: minimum)) }
        }
        if let pattern { parts.append(Self.wording(ofPattern: pattern.source)) }
        if !values.isEmpty { parts.append(enumeration) }
        return "[\(parts.joined(separator: ", "))]"
    }

    private static func wording(ofGreatestLength length: Int64) -> String {
        "Member must have length less than or equal to \(length)"
    }

    private static func wording(ofLeastLength length: Int64) -> String {
        "Member must have length greater than or equal to \(length)"
    }

    private static func wording(ofPattern pattern: String) -> String {
        "Member must satisfy regular expression pattern: \(pattern)"
    }
}
