/// One constraint that a value breaks, in AWS's wording.
struct Violation: Sendable, Equatable {
    /// Such as `Value 'x' at 'keyId' failed to satisfy constraint: Member must have length …`.
    let text: String

    static func missing(at path: String) -> Violation {
        Violation(text: "Value null at '\(path)' failed to satisfy constraint: Member must not be null")
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
