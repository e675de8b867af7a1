/// What a value of a shape must satisfy.
final class Constraints: Sendable {
    /// Least length of a string, blob, list or map; least value of a number.
    let minimum: Int64?
    let maximum: Int64?
    let pattern: LazyPattern?
    /// The allowed values of a string; empty where any is.
    let values: [String]

    init(minimum: Int64?, maximum: Int64?, pattern: LazyPattern?, values: [String]) {
        self.minimum = minimum
        self.maximum = maximum
        self.pattern = pattern
        self.values = values
    }
}
