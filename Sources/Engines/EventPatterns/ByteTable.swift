/// Texts by their bytes, each with a number: what rules name, to be looked up in what events hold, without making a
/// string of it first.
///
/// The hash is made byte by byte, so that one pass over a value gives the hashes of all its beginnings.
struct ByteTable: Sendable {
    private struct Entry {
        let hash: UInt64
        /// Tells apart equal texts in different places.
        let scope: Int32
        let start: Int
        let count: Int
    }

    private var keys: [UInt8] = []
    private var entries: [Entry] = []
    /// Places in `entries`, by hash; -1 where there is none. As many as a power of two.
    private var slots: [Int32] = []

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

    @inline(__always)
    static func hash(_ bytes: some Sequence<UInt8>, scope: Int32 = 0) -> UInt64 {
        var hash = seed ^ UInt64(UInt32(bitPattern: scope)) << 32
        for byte in bytes { hash = mix(hash, byte) }
        return hash
    }

    @inline(__always)
    private func slot(_ hash: UInt64) -> Int {
        // The low bits of the hash know little of the first bytes.
        Int(truncatingIfNeeded: (hash ^ hash >> 29) &* 0x9E37_79B9_7F4A_7C15 >> 32) & (slots.count - 1)
    }

    /// The number of a key, which it is given if it is new.
    mutating func insert(_ key: [UInt8], scope: Int32 = 0) -> Int {
        insert(key, hash: Self.hash(key, scope: scope), scope: scope)
    }

    /// - Parameter hash: by which the key will be looked up
    mutating func insert(_ key: [UInt8], hash: UInt64, scope: Int32 = 0) -> Int {
        if let known = key.withUnsafeBufferPointer({ find($0, hash: hash, scope: scope) }) { return known }
        entries.append(Entry(hash: hash, scope: scope, start: keys.count, count: key.count))
        keys += key
        if entries.count * 2 > slots.count {
            slots = Array(repeating: -1, count: max(8, slots.count * 2))
            for index in entries.indices { place(index) }
        } else {
            place(entries.count - 1)
        }
        return entries.count - 1
    }

    private mutating func place(_ index: Int) {
        var slot = slot(entries[index].hash)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(index)
    }

    /// The number of a key whose hash is known; nil where it has none.
    @inline(__always)
    func find(_ key: UnsafeBufferPointer<UInt8>, hash: UInt64, scope: Int32 = 0) -> Int? {
        guard !slots.isEmpty else { return nil }
        var slot = slot(hash)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash, entry.scope == scope, entry.count == key.count, isEqual(entry, key) {
                return Int(slots[slot])
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func isEqual(_ entry: Entry, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        keys.withUnsafeBufferPointer { keys in
            for index in 0..<entry.count where keys[entry.start + index] != key[index] { return false }
            return true
        }
    }
}
