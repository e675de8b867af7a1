/// The tests that rules make of one field, arranged by what a value must be.
///
/// What follows from a test is an item: the number of a condition that then holds, or below zero the complement of the
/// number of an `anything-but` that then does not.
struct FieldIndex: Sendable {
    private var strings = TextIndex()
    private var literals = TextIndex()
    private var folded = TextIndex()
    private var prefixes = TextIndex()
    private var foldedPrefixes = TextIndex()
    /// Back to front.
    private var suffixes = TextIndex()
    private var foldedSuffixes = TextIndex()
    private var ranges: [(range: NumericRange, item: Int32)] = []
    private var numbers = IntervalTree()
    private var networks = NetworkIndex()
    private var wildcards: [(wildcard: Wildcard, item: Int32)] = []
    /// Places in `wildcards`, by what comes before the first `*`, else by what comes after the last.
    private var wildcardsByPrefix = TextIndex()
    private var wildcardsBySuffix = TextIndex()
    private var otherWildcards: [Int] = []
    /// The conditions that hold where there is a value.
    private var present: [Int32] = []
    /// Those that hold where there is none.
    private(set) var absent: [Int32] = []
    /// For each `anything-but` the condition that holds unless it is excluded.
    private var exclusions: [Int32] = []

    mutating func add(_ test: ValueTest, for condition: Int32) {
        switch test {
        case .exists: present.append(condition)
        case .isAbsent: absent.append(condition)
        case .anythingBut(let excluded):
            let item = ~Int32(exclusions.count)
            exclusions.append(condition)
            for test in excluded { addItem(item, test) }
        default: addItem(condition, test)
        }
    }

    /// To be called when all is added.
    mutating func finish() {
        numbers = IntervalTree(ranges)
        ranges = []
    }

    private mutating func addItem(_ item: Int32, _ test: ValueTest) {
        switch test {
        case .equals(.string(let text)): strings.add(text, item)
        case .equals(.literal(let text)): literals.add(text, item)
        case .equalsIgnoringCase(let text): folded.add(text.bytes, item)
        case .hasPrefix(let text): prefixes.add(text, item)
        case .hasPrefixIgnoringCase(let text): foldedPrefixes.add(text.bytes, item)
        case .hasSuffix(let text): suffixes.add(text.reversed(), item)
        case .hasSuffixIgnoringCase(let text): foldedSuffixes.add(text.bytes.reversed(), item)
        case .isInRange(let range): ranges.append((range, item))
        case .isInNetwork(let network): networks.add(network, item)
        case .matches(let wildcard): add(wildcard, item)
        case .exists, .isAbsent, .anythingBut: break
        }
    }

    private mutating func add(_ wildcard: Wildcard, _ item: Int32) {
        let place = wildcards.count
        wildcards.append((wildcard, item))
        if !wildcard.prefix.isEmpty {
            wildcardsByPrefix.add(wildcard.prefix, Int32(place))
        } else if let suffix = wildcard.suffix, !suffix.isEmpty {
            wildcardsBySuffix.add(suffix.reversed(), Int32(place))
        } else {
            otherWildcards.append(place)
        }
    }

    /// Calls `body` for each condition that holds of a value.
    func forEachCondition(_ value: EventValue, _ body: (Int32) -> Void) {
        for condition in present { body(condition) }
        guard exclusions.isEmpty else { return forEachWithExclusions(value, body) }
        forEachItem(value, body)
    }

    private func forEachWithExclusions(_ value: EventValue, _ body: (Int32) -> Void) {
        var isExcluded = [Bool](repeating: false, count: exclusions.count)
        forEachItem(value) { item in
            if item < 0 { isExcluded[Int(~item)] = true } else { body(item) }
        }
        for (index, condition) in exclusions.enumerated() where !isExcluded[index] { body(condition) }
    }

    private func forEachItem(_ value: EventValue, _ body: (Int32) -> Void) {
        let bytes = value.bytes
        guard value.isString else {
            literals.forEach(equalTo: bytes, body)
            if !numbers.isEmpty, let number = value.number { numbers.forEach(holding: number, body) }
            return
        }
        strings.forEach(equalTo: bytes, body)
        if !prefixes.isEmpty { prefixes.forEach(beginning: bytes, body) }
        if !suffixes.isEmpty || !wildcardsBySuffix.isEmpty { forEachSuffix(bytes, body) }
        if !folded.isEmpty || !foldedPrefixes.isEmpty || !foldedSuffixes.isEmpty { forEachFolded(bytes, body) }
        if !networks.isEmpty, let address = IPAddress(bytes) { networks.forEach(holding: address, body) }
        if !wildcardsByPrefix.isEmpty {
            wildcardsByPrefix.forEach(beginning: bytes) { tryWildcard(Int($0), bytes, body) }
        }
        for place in otherWildcards { tryWildcard(place, bytes, body) }
    }

    private func tryWildcard(_ place: Int, _ value: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
        if wildcards[place].wildcard.matches(value) { body(wildcards[place].item) }
    }

    private func forEachSuffix(_ value: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
        let reversed: [UInt8] = value.reversed()
        reversed.withUnsafeBufferPointer { reversed in
            suffixes.forEach(beginning: reversed, body)
            wildcardsBySuffix.forEach(beginning: reversed) { tryWildcard(Int($0), value, body) }
        }
    }

    private func forEachFolded(_ value: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
        let text = FoldedText(value)
        text.bytes.withUnsafeBufferPointer { bytes in
            folded.forEach(equalTo: bytes, body)
            foldedPrefixes.forEach(beginning: bytes, body)
        }
        guard !foldedSuffixes.isEmpty else { return }
        let reversed: [UInt8] = text.bytes.reversed()
        reversed.withUnsafeBufferPointer { foldedSuffixes.forEach(beginning: $0, body) }
    }
}
