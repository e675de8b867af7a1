import Essentials

/// Which events a rule is about, in EventBridge's pattern language.
///
/// A pattern is a choice of conjunctions: it matches where all conditions of at least one of them hold. Without `$or`
/// there is one conjunction.
/// Source: EventBridge user guide, "Event pattern syntax" and "Comparison operators for use in event patterns".
public struct EventPattern: Hashable, Sendable {
    /// The alternatives that `$or` may come to.
    public static let combinationLimit = 1000
    /// The sum over a pattern of `Wildcard.complexity`.
    public static let complexityLimit = 100

    let conjunctions: [Conjunction]

    /// Throws ``PatternError`` where the text is no pattern, or one that is too complex.
    public init(parsing text: String) throws(PatternError) {
        let parsed: Result<[Conjunction], PatternError> = Array(text.utf8).withUnsafeBufferPointer { bytes in
            var parser = PatternParser(bytes)
            do throws(PatternError) { return .success(try parser.parse()) } catch { return .failure(error) }
        }
        conjunctions = try parsed.get()
    }

    /// Whether an event, as JSON text, matches. Throws where the text is not JSON.
    public func matches(_ event: [UInt8]) throws(EventError) -> Bool {
        try !RuleIndex([self]).matches(event).isEmpty
    }
}

/// Conditions that must all hold.
typealias Conjunction = [FieldCondition]

/// What one field of an event must be: one of the tests must hold of one of its values.
struct FieldCondition: Hashable, Sendable {
    /// Names from the outermost in. A dot within a name parts two of them, as EventBridge joins them with dots.
    var path: [[UInt8]]
    var tests: [ValueTest]
}
