/// A compiled `pattern` of a service model. A text satisfies it when the whole text matches.
struct ModelPattern: Sendable {
    private enum Form: Sendable {
        /// Most patterns are one character class repeated: a plain scan.
        case run(ScalarSet, minimum: Int, maximum: Int?)
        case program(PatternProgram)
    }

    private let form: Form

    init(_ source: String) throws(PatternError) {
        let node = try PatternParser.parse(source).withoutOuterAnchors
        switch node {
        case .set(let set): form = .run(set, minimum: 1, maximum: 1)
        case .repetition(.set(let set), let minimum, let maximum):
            form = .run(set, minimum: minimum, maximum: maximum)
        default: form = .program(try PatternProgram(node))
        }
    }

    func matches(_ text: String) -> Bool {
        switch form {
        case .run(let set, let minimum, let maximum):
            var count = 0
            for scalar in text.unicodeScalars {
                guard set.contains(scalar.value) else { return false }
                count += 1
            }
            return count >= minimum && count <= maximum ?? count
        case .program(let program):
            var matcher = PatternMatcher(program, text.unicodeScalars.map(\.value))
            return matcher.matchesWhole()
        }
    }
}

extension PatternNode {
    /// The node without a `^` before and a `$` after, which whole matching implies.
    fileprivate var withoutOuterAnchors: PatternNode {
        guard case .sequence(var parts) = self else { return self }
        if parts.first == .assertion(.start) { parts.removeFirst() }
        if parts.last == .assertion(.end) { parts.removeLast() }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }
}
