/// Something in a policy document that does not do what its author will think it does.
public struct LintFinding: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable {
        /// It cannot be saved, or part of it has no effect at all.
        case error
        /// It works, but perhaps not as meant.
        case warning
    }

    public let severity: Severity
    public let rule: LintRule
    /// From 1.
    public let line: Int
    /// Which statement, from 0; nil where it is about the document.
    public let statement: Int?
    /// What is wrong, as one sentence.
    public let problem: String
    /// What to do about it, as one sentence.
    public let advice: String
}
