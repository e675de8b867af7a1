/// The cyclic redundancy check of IEEE 802.3, as in gzip and PNG: finds accidental damage, not tampering.
package struct CRC32 {
    private var state: UInt32 = ~0

    package init() {}

    package var value: UInt32 { ~state }

    package static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var checksum = CRC32()
        bytes.withUnsafeBytes { checksum.update($0) }
        return checksum.value
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var crc = state
        var offset = 0
        Self.tables.withUnsafeBufferPointer { table in
            // Eight bytes a step by eight tables: the checksum is on the path of every write.
            while offset + 8 <= bytes.count {
                let low = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) ^ crc
                let high = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self))
                crc = Self.fold(low, table, 7) ^ Self.fold(high, table, 3)
                offset += 8
            }
            while offset < bytes.count {
                crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[offset])] ^ crc >> 8
                offset += 1
            }
        }
        state = crc
    }

    /// The contributions of a word's four bytes, the first by table `first`, each next by the one before it.
    @inline(__always)
    private static func fold(_ word: UInt32, _ table: UnsafeBufferPointer<UInt32>, _ first: Int) -> UInt32 {
        table[first << 8 | Int(word & 0xFF)] ^ table[(first - 1) << 8 | Int(word >> 8 & 0xFF)]
            ^ table[(first - 2) << 8 | Int(word >> 16 & 0xFF)] ^ table[(first - 3) << 8 | Int(word >> 24)]
    }

    /// Eight tables of 256 entries, end to end: table n is for a byte that n more bytes follow.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
            tables[byte] = crc
        }
        for index in 256..<tables.count {
            let previous = tables[index - 256]
            tables[index] = tables[Int(previous & 0xFF)] ^ previous >> 8
        }
        return tables
    }()
}
