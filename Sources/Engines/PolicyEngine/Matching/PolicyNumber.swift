/// A decimal number of a condition: integers are compared exactly, others as doubles.
struct PolicyNumber: Sendable, Comparable {
    private let integer: Int64?
    private let value: Double

    init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 64,
            text.utf8.allSatisfy({ $0.isASCIIDigit || Self.punctuation.contains($0) }),
            let value = Double(text), value.isFinite
        else { return nil }
        self.value = value
        integer = Int64(text)
    }

    private static let punctuation = Array("+-.eE".utf8)

    /// The numbers just below and above, and itself: where a comparison with it changes.
    var neighbours: [String] {
        if let integer, abs(value) < 1e15 { return ["\(integer - 1)", "\(integer)", "\(integer + 1)", "\(integer).5"] }
        return ["\(value.nextDown)", "\(value)", "\(value.nextUp)"]
    }

    static func < (left: PolicyNumber, right: PolicyNumber) -> Bool {
        if let a = left.integer, let b = right.integer { return a < b }
        return left.value < right.value
    }

    static func == (left: PolicyNumber, right: PolicyNumber) -> Bool {
        if let a = left.integer, let b = right.integer { return a == b }
        return left.value == right.value
    }
}
