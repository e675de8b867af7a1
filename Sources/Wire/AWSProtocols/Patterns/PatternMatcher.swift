/// Runs a program over a text: every state at once, one step a scalar, so the time is linear in the text.
///
/// A lookahead runs its own program from each position that reaches it; those of the models stand at the start or give
/// up after one scalar, so they keep it linear.
struct PatternMatcher {
    private let program: PatternProgram
    private let text: [UInt32]
    private var current: [Int] = []
    private var following: [Int] = []
    /// The step at which a state was last entered, so that it is entered once a step.
    private var marks: [Int]
    private var pending: [Int] = []

    init(_ program: PatternProgram, _ text: [UInt32]) {
        self.program = program
        self.text = text
        marks = [Int](repeating: -1, count: program.instructions.count)
    }

    /// Whether the whole text matches, as Java's `Matcher.matches`.
    mutating func matchesWhole() -> Bool {
        enter(0, at: 0)
        for position in 0..<text.count {
            if following.isEmpty { return false }
            step(at: position)
        }
        return accepts
    }

    /// Whether some text that starts at `start` matches.
    mutating func matchesPrefix(from start: Int) -> Bool {
        enter(0, at: start)
        for position in start..<text.count {
            if accepts { return true }
            if following.isEmpty { return false }
            step(at: position)
        }
        return accepts
    }

    private var accepts: Bool {
        following.contains { state in
            if case .match = program.instructions[state] { true } else { false }
        }
    }

    private mutating func step(at position: Int) {
        swap(&current, &following)
        following.removeAll(keepingCapacity: true)
        let scalar = text[position]
        for state in current {
            if case .set(let set) = program.instructions[state], program.sets[set].contains(scalar) {
                enter(state + 1, at: position + 1)
            }
        }
    }

    /// Enters a state and all that it reaches without consuming anything.
    private mutating func enter(_ state: Int, at position: Int) {
        pending.append(state)
        while let state = pending.popLast() {
            if marks[state] == position { continue }
            marks[state] = position
            switch program.instructions[state] {
            case .jump(let target): pending.append(target)
            case .split(let first, let second):
                pending.append(second)
                pending.append(first)
            case .assert(let assertion):
                if holds(program.assertions[assertion], at: position) { pending.append(state + 1) }
            case .set, .match: following.append(state)
            }
        }
    }

    private func holds(_ assertion: PatternProgram.Assertion, at position: Int) -> Bool {
        switch assertion {
        case .start: return position == 0
        case .end: return position == text.count
        case .wordBoundary(let isBoundary):
            let before = position > 0 && ScalarSet.words.contains(text[position - 1])
            let after = position < text.count && ScalarSet.words.contains(text[position])
            return (before != after) == isBoundary
        case .lookahead(let program, let isNegative):
            var matcher = PatternMatcher(program, text)
            return matcher.matchesPrefix(from: position) != isNegative
        case .lookbehind(let set, let isNegative):
            return (position > 0 && set.contains(text[position - 1])) != isNegative
        }
    }
}
