/// Texts that values may be, begin with or end with, each with what follows from it. All of those that a value begins
/// or ends with are found in one pass over it.
struct TextIndex: Sendable {
    /// Whether the texts are hashed back to front, to be found at the end of values.
    let isReversed: Bool
    private var table = ByteTable()
    private var items: [[Int32]] = []
    /// The lengths that the texts have, ascending.
    private var lengths: [Int] = []

    init(isReversed: Bool = false) { self.isReversed = isReversed }

    var isEmpty: Bool { table.isEmpty }

    mutating func add(_ text: [UInt8], _ item: Int32) {
        let hash = isReversed ? ByteTable.hash(text.reversed()) : ByteTable.hash(text)
        let number = table.insert(text, hash: hash)
        if number == items.count { items.append([]) }
        items[number].append(item)
        guard !lengths.contains(text.count) else { return }
        lengths.insert(text.count, at: lengths.firstIndex { $0 > text.count } ?? lengths.count)
    }

    /// Calls `body` for the items of the text that is the whole value.
    @inline(__always)
    func forEach(equalTo value: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
        guard let longest = lengths.last, value.count <= longest,
            let number = table.find(value, hash: ByteTable.hash(value))
        else { return }
        for item in items[number] { body(item) }
    }

    /// Calls `body` for the items of every text that the value begins with.
    func forEach(beginning value: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
        var (hash, read) = (ByteTable.hash(EmptyCollection<UInt8>()), 0)
        for length in lengths {
            guard length <= value.count else { return }
            while read < length {
                hash = ByteTable.mix(hash, value[read])
                read += 1
            }
            if let number = table.find(UnsafeBufferPointer(rebasing: value[..<length]), hash: hash) {
                for item in items[number] { body(item) }
            }
        }
    }

    /// Calls `body` for the items of every text that the value ends with. The texts must be hashed back to front.
    func forEach(ending value: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
        var (hash, read) = (ByteTable.hash(EmptyCollection<UInt8>()), 0)
        for length in lengths {
            guard length <= value.count else { return }
            while read < length {
                read += 1
                hash = ByteTable.mix(hash, value[value.count - read])
            }
            let end = UnsafeBufferPointer(rebasing: value[(value.count - length)...])
            if let number = table.find(end, hash: hash) {
                for item in items[number] { body(item) }
            }
        }
    }
}
