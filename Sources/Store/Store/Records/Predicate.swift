/// A condition on the indexed fields of a record.
///
/// A condition on a field holds when it holds for at least one of the field's values, so `not(.equals(f, v))` holds
/// when no value of `f` is `v`. Comparisons hold only between values of one type.
public indirect enum Predicate: Hashable, Sendable {
    case equals(IndexField, IndexValue)
    case isIn(IndexField, [IndexValue])
    case hasPrefix(IndexField, String)
    case compares(IndexField, Comparison, IndexValue)
    case exists(IndexField)
    case and([Predicate])
    case or([Predicate])
    case not(Predicate)

    public enum Comparison: UInt8, Hashable, Sendable, CaseIterable {
        case less
        case lessOrEqual
        case greater
        case greaterOrEqual
    }
}

extension Predicate {
    /// Whether a record with these entries satisfies the predicate: the meaning that drivers compile to SQL.
    public func holds(for entries: [IndexEntry]) -> Bool {
        switch self {
        case .and(let all): all.allSatisfy { $0.holds(for: entries) }
        case .or(let any): any.contains { $0.holds(for: entries) }
        case .not(let inner): !inner.holds(for: entries)
        case .equals(let field, _), .isIn(let field, _), .hasPrefix(let field, _), .compares(let field, _, _),
            .exists(let field):
            entries.contains { $0.field == field && admits($0.value) }
        }
    }

    /// Whether one value satisfies a condition on a field. False for the combinations `and`, `or`, `not`.
    public func admits(_ value: IndexValue) -> Bool {
        switch self {
        case .equals(_, let wanted): return value == wanted
        case .isIn(_, let wanted): return wanted.contains(value)
        case .exists: return true
        case .hasPrefix(_, let prefix):
            guard case .string(let text) = value else { return false }
            return text.utf8.starts(with: prefix.utf8)
        case .compares(_, let comparison, let bound):
            return value.isSameType(as: bound) && comparison.holds(value, bound)
        case .and, .or, .not: return false
        }
    }

    /// The conditions that must all hold: the members of nested conjunctions, or the predicate itself.
    public var conjuncts: [Predicate] {
        if case .and(let all) = self { all.flatMap(\.conjuncts) } else { [self] }
    }

    /// The field of a condition on one field; nil for combinations.
    public var field: IndexField? {
        switch self {
        case .equals(let field, _), .isIn(let field, _), .hasPrefix(let field, _), .compares(let field, _, _),
            .exists(let field):
            field
        case .and, .or, .not: nil
        }
    }
}

extension Predicate.Comparison {
    func holds(_ left: IndexValue, _ right: IndexValue) -> Bool {
        switch self {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}
