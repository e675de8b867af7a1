/// Writes numbers and texts as bytes that `ByteReader` reads back: big-endian, with lengths before content.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ byte: UInt8) { bytes.append(byte) }

    mutating func put(_ number: Int64) {
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    mutating func put(_ content: [UInt8]) {
        put(Int64(content.count))
        bytes += content
    }

    mutating func put(_ text: String) {
        // A shorter length than `Int64` would be enough for keys, and page tokens are short of room.
        let count = UInt32(text.utf8.count)
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
        bytes += text.utf8
    }
}

/// Reads what `ByteWriter` wrote. Nil means that the bytes are not of that form.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8? { rest.popFirst() }

    mutating func integer() -> Int64? { unsigned(8).map { Int64(bitPattern: $0) } }

    mutating func text() -> String? {
        guard let count = unsigned(4), count <= UInt64(rest.count) else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return String(validating: rest.prefix(Int(count)), as: UTF8.self)
    }

    private mutating func unsigned(_ width: Int) -> UInt64? {
        guard rest.count >= width else { return nil }
        defer { rest = rest.dropFirst(width) }
        return rest.prefix(width).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
