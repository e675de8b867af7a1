/// The order that a numeric or date operator asks for, between the request's value and the policy's.
enum Comparison: Hashable, Sendable {
    case equal, less, lessOrEqual, greater, greaterOrEqual

    func holds<Value: Comparable>(_ requested: Value, _ written: Value) -> Bool {
        switch self {
        case .equal: requested == written
        case .less: requested < written
        case .lessOrEqual: requested <= written
        case .greater: requested > written
        case .greaterOrEqual: requested >= written
        }
    }
}
