import Essentials

/// What the text of a condition key's value is read as.
public enum ContextValueType: Hashable, Sendable {
    case string, numeric, boolean, ip, binary, date

    /// Whether a value is written as one of this type.
    public func accepts(_ text: String) -> Bool {
        switch self {
        case .string: true
        case .numeric: PolicyNumber(text) != nil
        case .boolean: ["true", "false"].contains(text.lowercased())
        case .ip: IPRange(text) != nil
        case .binary: Base64.decode(text) != nil
        case .date: Timestamp(policyDate: text) != nil
        }
    }
}
