import Essentials

/// What a condition operator compares, with the policy's values read for it.
enum ConditionTest: Equatable, Sendable {
    case text([TextPattern])
    case textIgnoringCase([TextPattern])
    case number(Comparison, [PolicyNumber])
    case date(Comparison, [Timestamp])
    case boolean([TextPattern])
    case binary([[UInt8]])
    case address([IPRange])
    case arn([ARNPattern])
    /// Whether the key has to be absent.
    case null([Bool])

    /// Whether the request's value matches at least one of the policy's, before any negation.
    func matches(_ value: String, resolving variables: ContextLookup) -> Bool {
        switch self {
        case .text(let patterns):
            value.withBytes { bytes in patterns.contains { $0.matches(bytes, resolving: variables) } }
        case .textIgnoringCase(let patterns), .boolean(let patterns):
            value.lowercased().withBytes { bytes in
                patterns.contains { $0.matches(bytes, resolving: variables, ignoringCase: true) }
            }
        case .number(let comparison, let written):
            PolicyNumber(value).map { number in written.contains { comparison.holds(number, $0) } } ?? false
        case .date(let comparison, let written):
            Timestamp(policyDate: value).map { date in written.contains { comparison.holds(date, $0) } } ?? false
        case .binary(let written):
            Base64.decode(value).map { bytes in written.contains(bytes) } ?? false
        case .address(let ranges):
            IPAddress(value).map { address in ranges.contains { $0.contains(address) } } ?? false
        case .arn(let patterns):
            value.withBytes { bytes in patterns.contains { $0.matches(bytes, resolving: variables) } }
        case .null: false
        }
    }
}
