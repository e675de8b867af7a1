/// The checksum that runs through a write-ahead log: each frame's covers all before it.
///
/// Source: SQLite's "WAL-mode File Format", section 1.2.
struct LogChecksum: Equatable {
    var first: UInt32 = 0
    var second: UInt32 = 0

    /// - Parameter bytes: a multiple of eight of them
    mutating func update(_ bytes: UnsafeRawBufferPointer, isBigEndian: Bool) {
        var (first, second) = (first, second)
        for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
            let (one, other) = (
                bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self),
                bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            )
            first &+= (isBigEndian ? UInt32(bigEndian: one) : UInt32(littleEndian: one)) &+ second
            second &+= (isBigEndian ? UInt32(bigEndian: other) : UInt32(littleEndian: other)) &+ first
        }
        (self.first, self.second) = (first, second)
    }
}

extension UnsafeRawBufferPointer {
    /// Four bytes, most significant first, as the log's header and frames have their numbers.
    func number(at offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    func checksum(at offset: Int) -> LogChecksum {
        LogChecksum(first: number(at: offset), second: number(at: offset + 4))
    }

    func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }
}
