/// What is wrong with event selectors, in AWS's words where those are known.
public struct SelectorViolation: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
