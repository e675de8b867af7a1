/// Cyclic redundancy checks of up to 64 bits, of the sort that S3 takes: reflected, begun and ended with ones.
struct ReflectedCRC: Sendable {
    /// One polynomial with what is worked out from it.
    final class Kind: Sendable {
        let width: Int
        let polynomial: UInt64
        fileprivate let ones: UInt64
        /// Eight tables of 256 entries, end to end: table n is for a byte that n more bytes follow.
        fileprivate let tables: [UInt64]

        init(width: Int, polynomial: UInt64) {
            self.width = width
            self.polynomial = polynomial
            ones = width == 64 ? ~0 : (1 << UInt64(width)) - 1
            var tables = [UInt64](repeating: 0, count: 8 * 256)
            for byte in 0..<256 {
                var value = UInt64(byte)
                for _ in 0..<8 { value = value & 1 == 1 ? polynomial ^ value >> 1 : value >> 1 }
                tables[byte] = value
            }
            for index in 256..<tables.count {
                let previous = tables[index - 256]
                tables[index] = tables[Int(previous & 0xFF)] ^ previous >> 8
            }
            self.tables = tables
        }

        static let crc32 = Kind(width: 32, polynomial: 0xEDB8_8320)
        static let crc32c = Kind(width: 32, polynomial: 0x82F6_3B78)
        static let crc64nvme = Kind(width: 64, polynomial: 0x9A6C_9329_AC4B_C9B5)
    }

    private let kind: Kind
    private var state: UInt64

    init(_ kind: Kind) {
        self.kind = kind
        state = kind.ones
    }

    var value: UInt64 { state ^ kind.ones }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var crc = state
        var offset = 0
        kind.tables.withUnsafeBufferPointer { table in
            while offset + 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ crc
                crc =
                    table[7 << 8 | Int(word & 0xFF)] ^ table[6 << 8 | Int(word >> 8 & 0xFF)]
                    ^ table[5 << 8 | Int(word >> 16 & 0xFF)] ^ table[4 << 8 | Int(word >> 24 & 0xFF)]
                    ^ table[3 << 8 | Int(word >> 32 & 0xFF)] ^ table[2 << 8 | Int(word >> 40 & 0xFF)]
                    ^ table[1 << 8 | Int(word >> 48 & 0xFF)] ^ table[Int(word >> 56)]
                offset += 8
            }
            while offset < bytes.count {
                crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[offset])] ^ crc >> 8
                offset += 1
            }
        }
        state = crc
    }

    /// The check of one content followed by another, of which the second has `length` bytes.
    static func combine(_ first: UInt64, _ second: UInt64, length: Int64, _ kind: Kind) -> UInt64 {
        multiply(power(of: UInt64(length), kind), first, kind) ^ second
    }

    /// x to the power of eight times `bytes`, modulo the polynomial.
    private static func power(of bytes: UInt64, _ kind: Kind) -> UInt64 {
        var result = 1 << UInt64(kind.width - 1) as UInt64
        // x to the 8th, as reflected numbers are written.
        var square = 1 << UInt64(kind.width - 1 - 8) as UInt64
        var rest = bytes
        while rest > 0 {
            if rest & 1 == 1 { result = multiply(square, result, kind) }
            square = multiply(square, square, kind)
            rest >>= 1
        }
        return result
    }

    private static func multiply(_ left: UInt64, _ right: UInt64, _ kind: Kind) -> UInt64 {
        var (mask, product, right) = (1 << UInt64(kind.width - 1) as UInt64, 0 as UInt64, right)
        while mask > 0 {
            if left & mask != 0 { product ^= right }
            right = right & 1 == 1 ? right >> 1 ^ kind.polynomial : right >> 1
            mask >>= 1
        }
        return product
    }
}
