/// What an encryption context constraint of a grant admits.
/// Source: AWS KMS API reference, GrantConstraints: the case of keys does not matter, that of values does.
extension GrantConstraintsRecord {
    func admit(_ context: [String: String]) -> Bool {
        if equals == nil, subset == nil { return true }
        let asked = ConstrainedPairs(context)
        if let equals, ConstrainedPairs(equals) != asked { return false }
        if let subset, !asked.include(ConstrainedPairs(subset)) { return false }
        return true
    }

    /// Whether whatever satisfies this also satisfies `other`.
    func isAtLeastAsStrict(as other: GrantConstraintsRecord?) -> Bool {
        guard let other else { return true }
        if let wanted = other.equals { return equals.map { ConstrainedPairs($0) == ConstrainedPairs(wanted) } ?? false }
        guard let wanted = other.subset else { return true }
        return ConstrainedPairs(equals ?? subset ?? [:]).include(ConstrainedPairs(wanted))
    }
}

/// The pairs of an encryption context as constraints compare them: byte by byte, since to `String` two Unicode
/// spellings of one letter are equal, which to the encryption are not.
private struct ConstrainedPairs: Equatable {
    private struct Pair: Hashable {
        let key: [UInt8]
        let value: [UInt8]
    }

    private let pairs: Set<Pair>
    /// More than there are in the set where two keys differ in case alone.
    private let count: Int

    init(_ context: [String: String]) {
        pairs = Set(context.map { Pair(key: Array($0.key.lowercased().utf8), value: Array($0.value.utf8)) })
        count = context.count
    }

    func include(_ others: ConstrainedPairs) -> Bool { others.pairs.isSubset(of: pairs) }
}
