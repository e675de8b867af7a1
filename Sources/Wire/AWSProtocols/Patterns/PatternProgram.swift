/// A regular expression as instructions for an automaton that is in many states at once.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        /// Consumes one scalar of the set of that number.
        case set(Int)
        case jump(Int)
        case split(Int, Int)
        case assert(Int)
        case match
    }

    enum Assertion: Sendable {
        case start
        case end
        case wordBoundary(Bool)
        case lookahead(PatternProgram, isNegative: Bool)
        case lookbehind(ScalarSet, isNegative: Bool)
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    private(set) var assertions: [Assertion] = []

    private static let maximumSize = 20_000

    init(_ node: PatternNode) throws(PatternError) {
        try emit(node)
        instructions.append(.match)
    }

    private mutating func append(_ instruction: Instruction) throws(PatternError) {
        guard instructions.count < Self.maximumSize else { throw PatternError(reason: .tooLarge, offset: 0) }
        instructions.append(instruction)
    }

    private mutating func emit(_ node: PatternNode) throws(PatternError) {
        switch node {
        case .set(let set):
            let place = sets.firstIndex(of: set) ?? sets.count
            if place == sets.count { sets.append(set) }
            try append(.set(place))
        case .sequence(let parts):
            for part in parts { try emit(part) }
        case .alternatives(let branches): try emitAlternatives(branches)
        case .repetition(let inside, let minimum, let maximum):
            for _ in 0..<minimum { try emit(inside) }
            if let maximum { try emitOptional(inside, count: maximum - minimum) } else { try emitLoop(inside) }
        case .assertion(let assertion):
            assertions.append(try Assertion(assertion))
            try append(.assert(assertions.count - 1))
        }
    }

    private mutating func emitAlternatives(_ branches: [PatternNode]) throws(PatternError) {
        var exits: [Int] = []
        for (index, branch) in branches.enumerated() {
            guard index < branches.count - 1 else {
                try emit(branch)
                break
            }
            let fork = instructions.count
            try append(.match)
            try emit(branch)
            exits.append(instructions.count)
            try append(.match)
            instructions[fork] = .split(fork + 1, instructions.count)
        }
        for exit in exits { instructions[exit] = .jump(instructions.count) }
    }

    private mutating func emitLoop(_ inside: PatternNode) throws(PatternError) {
        let fork = instructions.count
        try append(.match)
        try emit(inside)
        try append(.jump(fork))
        instructions[fork] = .split(fork + 1, instructions.count)
    }

    /// Each of `count` copies may be where the repetition ends.
    private mutating func emitOptional(_ inside: PatternNode, count: Int) throws(PatternError) {
        var forks: [Int] = []
        for _ in 0..<count {
            forks.append(instructions.count)
            try append(.match)
            try emit(inside)
        }
        for fork in forks { instructions[fork] = .split(fork + 1, instructions.count) }
    }
}

extension PatternProgram.Assertion {
    init(_ assertion: PatternAssertion) throws(PatternError) {
        switch assertion {
        case .start: self = .start
        case .end: self = .end
        case .wordBoundary(let isBoundary): self = .wordBoundary(isBoundary)
        case .lookahead(let node, let isNegative):
            self = .lookahead(try PatternProgram(node), isNegative: isNegative)
        case .lookbehind(let set, let isNegative): self = .lookbehind(set, isNegative: isNegative)
        }
    }
}
