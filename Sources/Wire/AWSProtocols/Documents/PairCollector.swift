/// Gathers the pairs of a map: a repeated key takes the place and the value of the last one.
/// Keys are compared byte by byte: to `String` two Unicode spellings of one letter are equal, to AWS they are not.
struct PairCollector {
    private(set) var pairs: [Document.Pair] = []
    private var places: [[UInt8]: Int] = [:]

    mutating func set(_ key: String, _ value: Document) {
        if let place = place(of: key) {
            pairs[place].value = value
        } else {
            if !places.isEmpty { places[Array(key.utf8)] = pairs.count }
            pairs.append(.init(key: key, value: value))
        }
    }

    /// A linear look is quicker for the usual few keys; a table keeps a hostile thousand linear.
    private mutating func place(of key: String) -> Int? {
        if pairs.count < 16 { return pairs.firstIndex { $0.key.utf8.elementsEqual(key.utf8) } }
        if places.isEmpty {
            for (index, pair) in pairs.enumerated() { places[Array(pair.key.utf8)] = index }
        }
        return places[Array(key.utf8)]
    }
}
