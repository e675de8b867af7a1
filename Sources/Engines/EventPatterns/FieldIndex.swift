/// The tests that rules make of one field, arranged by what a value must be.
///
/// What follows from a test is an item: the number of a condition that then holds, or below zero the complement of the
/// number of an `anything-but` that then does not.
struct FieldTests: Sendable {
    fileprivate var strings = TextIndex()
    fileprivate var literals = TextIndex()
    fileprivate var folded = TextIndex()
    fileprivate var prefixes = TextIndex()
    fileprivate var foldedPrefixes = TextIndex()
    fileprivate var suffixes = TextIndex(isReversed: true)
    fileprivate var foldedSuffixes = TextIndex(isReversed: true)
    fileprivate var ranges: [(range: NumericRange, item: Int32)] = []
    fileprivate var networks = NetworkIndex()
    fileprivate var wildcards: [(wildcard: Wildcard, item: Int32)] = []
    /// Places in `wildcards`, by what comes before the first `*`, else by what comes after the last.
    fileprivate var wildcardsByPrefix = TextIndex()
    fileprivate var wildcardsBySuffix = TextIndex(isReversed: true)
    fileprivate var otherWildcards: [Int] = []
    /// The conditions that hold where there is a value.
    fileprivate var present: [Int32] = []
    /// Those that hold where there is none.
    fileprivate var absent: [Int32] = []
    /// For each `anything-but` the condition that holds unless it is excluded.
    fileprivate var exclusions: [Int32] = []

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

    private mutating func addItem(_ item: Int32, _ test: ValueTest) {
        switch test {
        case .equals(.string(let text)): strings.add(text, item)
        case .equals(.literal(let text)): literals.add(text, item)
        case .equalsIgnoringCase(let text): folded.add(text.bytes, item)
        case .hasPrefix(let text): prefixes.add(text, item)
        case .hasPrefixIgnoringCase(let text): foldedPrefixes.add(text.bytes, item)
        case .hasSuffix(let text): suffixes.add(text, item)
        case .hasSuffixIgnoringCase(let text): foldedSuffixes.add(text.bytes, item)
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
            wildcardsBySuffix.add(suffix, Int32(place))
        } else {
            otherWildcards.append(place)
        }
    }
}

/// The same when all is gathered, for looking up: shared, so that nothing of it is copied.
final class FieldIndex: Sendable {
    private let strings: TextIndex
    private let literals: TextIndex
    private let folded: TextIndex
    private let prefixes: TextIndex
    private let foldedPrefixes: TextIndex
    private let suffixes: TextIndex
    private let foldedSuffixes: TextIndex
    private let numbers: IntervalTree
    private let networks: NetworkIndex
    private let wildcards: [(wildcard: Wildcard, item: Int32)]
    private let wildcardsByPrefix: TextIndex
    private let wildcardsBySuffix: TextIndex
    private let otherWildcards: [Int]
    private let present: [Int32]
    let absent: [Int32]
    private let exclusions: [Int32]

    init(_ tests: FieldTests) {
        strings = tests.strings
        literals = tests.literals
        folded = tests.folded
        prefixes = tests.prefixes
        foldedPrefixes = tests.foldedPrefixes
        suffixes = tests.suffixes
        foldedSuffixes = tests.foldedSuffixes
        numbers = IntervalTree(tests.ranges)
        networks = tests.networks
        wildcards = tests.wildcards
        wildcardsByPrefix = tests.wildcardsByPrefix
        wildcardsBySuffix = tests.wildcardsBySuffix
        otherWildcards = tests.otherWildcards
        present = tests.present
        absent = tests.absent
        exclusions = tests.exclusions
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
        if !suffixes.isEmpty { suffixes.forEach(ending: bytes, body) }
        if !folded.isEmpty || !foldedPrefixes.isEmpty || !foldedSuffixes.isEmpty { forEachFolded(bytes, body) }
        if !networks.isEmpty, let address = IPAddress(bytes) { networks.forEach(holding: address, body) }
        if !wildcardsByPrefix.isEmpty {
            wildcardsByPrefix.forEach(beginning: bytes) { tryWildcard(Int($0), bytes, body) }
        }
        if !wildcardsBySuffix.isEmpty {
            wildcardsBySuffix.forEach(ending: bytes) { tryWildcard(Int($0), bytes, body) }
        }
        for place in otherWildcards { tryWildcard(place, bytes, body) }
    }

    private func tryWildcard(_ place: Int, _ value: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
        if wildcards[place].wildcard.matches(value) { body(wildcards[place].item) }
    }

    private func forEachFolded(_ value: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
        let text = FoldedText(value)
        text.bytes.withUnsafeBufferPointer { bytes in
            folded.forEach(equalTo: bytes, body)
            foldedPrefixes.forEach(beginning: bytes, body)
            foldedSuffixes.forEach(ending: bytes, body)
        }
    }
}
