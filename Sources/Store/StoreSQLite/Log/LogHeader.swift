/// What a write-ahead log begins with.
struct LogHeader {
    static let length = 32

    let isBigEndian: Bool
    let pageSize: Int
    let salts: LogSalts
    let checksum: LogChecksum

    /// Nil unless SQLite would read what follows.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.length, bytes.number(at: 0) & ~1 == 0x377F_0682, bytes.number(at: 4) == 3_007_000
        else { return nil }
        isBigEndian = bytes.number(at: 0) & 1 == 1
        pageSize = Int(bytes.number(at: 8))
        guard (512...65536).contains(pageSize), pageSize & (pageSize - 1) == 0 else { return nil }
        var sum = LogChecksum()
        sum.update(bytes.part(0..<24), isBigEndian: isBigEndian)
        guard sum == bytes.checksum(at: 24) else { return nil }
        checksum = sum
        salts = LogSalts(bytes, at: LogSalts.placeInHeader)
    }
}

/// Drawn whenever the log begins anew: frames with other salts are left over from before.
struct LogSalts: Equatable {
    static let placeInHeader = 16
    static let placeInFrame = 8

    let first: UInt32
    let second: UInt32

    init(_ bytes: UnsafeRawBufferPointer, at place: Int) {
        first = bytes.number(at: place)
        second = bytes.number(at: place + 4)
    }
}
