/// Whether one pattern, or statement, speaks of everything that another does.
///
/// Sound but not complete: yes is certain, no may be ignorance. What one document's comparisons may cost is bounded.
struct Coverage {
    /// Tokens left to compare.
    private var budget = 20_000_000

    var isExhausted: Bool { budget <= 0 }

    mutating func covers(_ broad: Statement, _ narrow: Statement) -> Bool {
        covers(broad.actions, narrow.actions) && covers(broad.resources, narrow.resources)
            && covers(broad.principals, narrow.principals)
            // Fewer conditions let more through.
            && broad.conditions.allSatisfy(narrow.conditions.contains)
    }

    private mutating func covers(_ broad: ActionElement, _ narrow: ActionElement) -> Bool {
        if !broad.isNegated, broad.patterns.contains(.everything) { return true }
        guard broad.isNegated == narrow.isNegated else { return false }
        // What is left out of the broad one has to be left out of the narrow one too.
        let (outer, inner) = broad.isNegated ? (narrow, broad) : (broad, narrow)
        for pattern in inner.patterns where !contains(outer.patterns, pattern) { return false }
        return true
    }

    private mutating func contains(_ patterns: [Wildcard], _ pattern: Wildcard) -> Bool {
        for broad in patterns where covers(broad, pattern) { return true }
        return false
    }

    private mutating func covers(_ broad: ResourceElement?, _ narrow: ResourceElement?) -> Bool {
        guard let broad, let narrow else { return broad == nil && narrow == nil }
        if !broad.isNegated, broad.patterns.contains(.fixed(.everything)) { return true }
        guard broad.isNegated == narrow.isNegated else { return false }
        let (outer, inner) = broad.isNegated ? (narrow, broad) : (broad, narrow)
        for pattern in inner.patterns where !contains(outer.patterns, pattern) { return false }
        return true
    }

    private mutating func contains(_ patterns: [TextPattern], _ pattern: TextPattern) -> Bool {
        for broad in patterns where covers(broad, pattern) { return true }
        return false
    }

    private func covers(_ broad: PrincipalElement?, _ narrow: PrincipalElement?) -> Bool {
        guard let broad, let narrow else { return broad == nil && narrow == nil }
        return (!broad.isNegated && broad.includesEveryone) || broad == narrow
    }

    mutating func covers(_ broad: TextPattern, _ narrow: TextPattern) -> Bool {
        if case .fixed(let broad) = broad, case .fixed(let narrow) = narrow { return covers(broad, narrow) }
        return broad == narrow
    }

    /// The broad pattern has to match the narrow one read as text, whose wildcards only wildcards match.
    mutating func covers(_ broad: Wildcard, _ narrow: Wildcard) -> Bool {
        if case .everything = broad { return true }
        let (broad, narrow) = (broad.tokens, narrow.tokens)
        budget -= broad.count + narrow.count
        guard budget > 0 else { return false }
        var (place, token) = (0, 0)
        var resume: (token: Int, place: Int)?
        while place < narrow.count {
            budget -= 1
            if token < broad.count, broad[token] == Glob.anyRun {
                token += 1
                resume = (token, place)
            } else if token < broad.count, Self.includes(broad[token], narrow[place]) {
                token += 1
                place += 1
            } else {
                guard let last = resume, budget > 0 else { return false }
                (token, place) = (last.token, last.place + 1)
                resume = (last.token, last.place + 1)
            }
        }
        return broad[token...].allSatisfy { $0 == Glob.anyRun }
    }

    private static func includes(_ broad: Glob.Token, _ narrow: Glob.Token) -> Bool {
        // A question mark is one character, which may be several bytes: it stands for ASCII alone here.
        broad == narrow && narrow != Glob.anyRun || broad == Glob.anyCharacter && narrow < 0x80
    }
}

extension Wildcard {
    fileprivate var tokens: [Glob.Token] {
        switch self {
        case .everything: [Glob.anyRun]
        case .literal(let bytes): bytes.map { Glob.Token($0) }
        case .prefix(let bytes): bytes.map { Glob.Token($0) } + [Glob.anyRun]
        case .glob(let prefix, let glob): prefix.map { Glob.Token($0) } + glob.tokens
        }
    }
}
