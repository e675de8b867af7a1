/// What an encryption context constraint of a grant admits: an exact match, as the AWS KMS developer guide has it under
/// "Using grant constraints". The API reference says that the case of keys does not matter; where the two differ, a
/// grant gives what both of them do.
extension GrantConstraintsRecord {
    func admit(_ context: [String: String]) -> Bool {
        if equals == nil, subset == nil { return true }
        let asked = Self.pairs(context)
        if let equals, Self.pairs(equals) != asked { return false }
        if let subset, !Self.pairs(subset).isSubset(of: asked) { return false }
        return true
    }

    /// Whether whatever satisfies this also satisfies `other`.
    func isAtLeastAsStrict(as other: GrantConstraintsRecord?) -> Bool {
        guard let other else { return true }
        if let wanted = other.equals { return equals.map { Self.pairs($0) == Self.pairs(wanted) } ?? false }
        guard let wanted = other.subset else { return true }
        return Self.pairs(wanted).isSubset(of: Self.pairs(equals ?? subset ?? [:]))
    }

    private static func pairs(_ context: [String: String]) -> Set<Pair> { Set(context.map(Pair.init)) }
}

/// One pair of an encryption context as constraints compare it: byte by byte, since to `String` two Unicode spellings
/// of one letter are equal, which to the encryption are not.
private struct Pair: Hashable {
    let key: [UInt8]
    let value: [UInt8]

    init(key: String, value: String) {
        self.key = Array(key.utf8)
        self.value = Array(value.utf8)
    }
}
