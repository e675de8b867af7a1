/// Looks for a regular expression in one text after another, in time that is linear in the text for all practical ones
/// and at worst the text times the expression: sets of places in the expression are the states of an automaton, which
/// is built as texts need it and thrown away when it has grown too large.
struct RegexMatcher {
    private let sequences: [Regex.Sequence]
    /// The first place of each sequence. A place says how many items of its sequence have been matched.
    private let bases: [Int]
    private var states: [State] = []
    private var known: [[Int32]: Int32] = [:]
    private var start: Int32 = 0

    private struct State {
        let places: [Int32]
        /// A match has been found, whatever follows.
        let isFinal: Bool
        /// A match has been found if the text ends here.
        let isFinalAtEnd: Bool
        /// By symbol; -1 where not yet known.
        var transitions: [Int32]
    }

    private static let symbolCount = 129
    private static let maximumStates = 256

    init(_ regex: Regex) {
        sequences = regex.sequences
        var bases: [Int] = []
        var base = 0
        for sequence in regex.sequences {
            bases.append(base)
            base += sequence.items.count + 1
        }
        self.bases = bases
        reset()
    }

    private mutating func reset() {
        (states, known) = ([], [:])
        start = intern(beginning(anchored: true))
    }

    /// Whether the expression matches anywhere in the text.
    mutating func isFound(in text: [UInt8]) -> Bool {
        text.withUnsafeBufferPointer { text in
            var current = start
            if states[Int(current)].isFinal { return true }
            for byte in text {
                // A character outside ASCII counts once, by its first byte.
                if byte & 0xC0 == 0x80 { continue }
                let symbol = Int(min(byte, CharacterSet.others))
                let known = states[Int(current)].transitions[symbol]
                current = known >= 0 ? known : advance(current, by: UInt8(symbol))
                if states[Int(current)].isFinal { return true }
            }
            return states[Int(current)].isFinalAtEnd
        }
    }

    private mutating func advance(_ state: Int32, by symbol: UInt8) -> Int32 {
        let places = step(states[Int(state)].places, symbol)
        if states.count >= Self.maximumStates, known[places] == nil {
            reset()
            return intern(places)
        }
        let next = intern(places)
        states[Int(state)].transitions[Int(symbol)] = next
        return next
    }

    /// The places after one more character. A search may begin at every character.
    private func step(_ places: [Int32], _ symbol: UInt8) -> [Int32] {
        var reached: Set<Int32> = []
        for place in places {
            let (sequence, matched) = locate(Int(place))
            let items = sequences[sequence].items
            if matched < items.count, items[matched].set.contains(symbol) {
                insert(sequence, matched + 1, &reached)
            }
            if matched > 0, items[matched - 1].repeats, items[matched - 1].set.contains(symbol) {
                insert(sequence, matched, &reached)
            }
        }
        return reached.union(beginning(anchored: false)).sorted()
    }

    /// Where matching can begin: at the text's start everywhere, later where there is no anchor.
    private func beginning(anchored isAtStart: Bool) -> [Int32] {
        var reached: Set<Int32> = []
        for (index, sequence) in sequences.enumerated() where isAtStart || !sequence.isAnchoredAtStart {
            insert(index, 0, &reached)
        }
        return reached.sorted()
    }

    /// Adds a place, and those that are reached from it over optional items.
    private func insert(_ sequence: Int, _ matched: Int, _ reached: inout Set<Int32>) {
        var matched = matched
        let items = sequences[sequence].items
        while reached.insert(Int32(bases[sequence] + matched)).inserted, matched < items.count,
            items[matched].isOptional
        {
            matched += 1
        }
    }

    private func locate(_ place: Int) -> (sequence: Int, matched: Int) {
        var sequence = bases.count - 1
        while bases[sequence] > place { sequence -= 1 }
        return (sequence, place - bases[sequence])
    }

    private mutating func intern(_ places: [Int32]) -> Int32 {
        if let state = known[places] { return state }
        let complete = places.map { locate(Int($0)) }.filter { $0.matched == sequences[$0.sequence].items.count }
        states.append(
            State(
                places: places,
                isFinal: complete.contains { !sequences[$0.sequence].isAnchoredAtEnd }, isFinalAtEnd: !complete.isEmpty,
                transitions: [Int32](repeating: -1, count: Self.symbolCount)))
        known[places] = Int32(states.count - 1)
        return Int32(states.count - 1)
    }
}
