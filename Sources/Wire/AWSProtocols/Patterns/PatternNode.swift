/// A parsed regular expression.
indirect enum PatternNode: Sendable, Equatable {
    case set(ScalarSet)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    /// `maximum` nil: without bound.
    case repetition(PatternNode, minimum: Int, maximum: Int?)
    case assertion(PatternAssertion)
}

/// A condition on a position that consumes nothing.
indirect enum PatternAssertion: Sendable, Equatable {
    case start
    case end
    case wordBoundary(Bool)
    case lookahead(PatternNode, isNegative: Bool)
    /// Of one scalar.
    case lookbehind(ScalarSet, isNegative: Bool)
}

/// A regular expression that this engine does not read, and at which scalar.
struct PatternError: Error, Sendable, Equatable {
    enum Reason: Sendable, Equatable {
        case unexpectedEnd, unexpectedCharacter, unknownGroup, unknownCategory, reversedRange, tooLarge, tooDeep
    }
    let reason: Reason
    let offset: Int
}
