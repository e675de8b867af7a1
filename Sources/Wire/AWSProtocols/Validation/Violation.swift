/// One constraint that a value breaks.
struct Violation: Sendable, Equatable {
    /// From the value outwards: a container puts its own step at the end as the check comes back to it, so that a
    /// request without violations builds no path at all.
    private var reversedPath: [String]
    /// `Value 'x'`, `Value null`, or `Value` alone where it is sensitive.
    private let shown: String
    private let constraint: String

    init(value: String?, _ constraint: String) {
        reversedPath = []
        shown = value.map { "Value '\($0)'" } ?? "Value"
        self.constraint = constraint
    }

    private init(missing name: String) {
        reversedPath = [name]
        shown = "Value null"
        constraint = "Member must not be null"
    }

    /// A required member, or a container's entry, that is absent.
    static func missing(at name: String) -> Violation { Violation(missing: name) }

    mutating func prepend(_ step: String) { reversedPath.append(step) }

    /// In AWS's wording.
    var text: String {
        let path = reversedPath.reversed().joined(separator: ".")
        return "\(shown) at '\(path)' failed to satisfy constraint: \(constraint)"
    }

    var error: AWSError { [self].error }
}

extension [Violation] {
    /// All violations of a request as the one error that AWS answers.
    var error: AWSError {
        let heading = count == 1 ? "1 validation error detected: " : "\(count) validation errors detected: "
        return .validation(heading + map(\.text).joined(separator: "; "))
    }
}
