/// Gathers the pairs of a map: a repeated key takes the place and the value of the last one.
struct PairCollector {
    private(set) var pairs: [Document.Pair] = []
    private var places: [String: Int] = [:]

    mutating func set(_ key: String, _ value: Document) {
        if let place = place(of: key) {
            pairs[place].value = value
        } else {
            if !places.isEmpty { places[key] = pairs.count }
            pairs.append(.init(key: key, value: value))
        }
    }

    /// A linear look is quicker for the usual few keys; a table keeps a hostile thousand linear.
    private mutating func place(of key: String) -> Int? {
        if pairs.count < 16 { return pairs.firstIndex { $0.key == key } }
        if places.isEmpty {
            for (index, pair) in pairs.enumerated() { places[pair.key] = index }
        }
        return places[key]
    }
}
