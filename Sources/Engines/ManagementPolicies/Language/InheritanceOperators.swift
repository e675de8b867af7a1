/// A set of value-setting operators.
///
/// Source: Organizations user guide, "Inheritance operators".
struct InheritanceOperators: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    /// Overwrites what is inherited.
    static let assign = InheritanceOperators(rawValue: 1)
    /// Adds to an inherited list.
    static let append = InheritanceOperators(rawValue: 2)
    /// Takes from an inherited list.
    static let remove = InheritanceOperators(rawValue: 4)

    static let none: InheritanceOperators = []
    static let all: InheritanceOperators = [.assign, .append, .remove]

    /// The value of `@@operators_allowed_for_child_policies` that one name stands for.
    init?(name: String) {
        switch name {
        case "@@all": self = .all
        case "@@none": self = .none
        case "@@assign": self = .assign
        case "@@append": self = .append
        case "@@remove": self = .remove
        default: return nil
        }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }
}
