/// Coefficients as little-endian strings of bits (FIPS 204 section 7.1).
enum BitPacking {
    /// Algorithms 16 and 17: 256 values of `bits` bits each.
    static func pack(bits: Int, _ value: (Int) -> Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32 * bits)
        var (buffer, filled) = (0 as UInt64, 0)
        for index in 0..<Polynomial.degree {
            buffer |= UInt64(UInt32(bitPattern: value(index))) << UInt64(filled)
            filled += bits
            while filled >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: buffer))
                buffer >>= 8
                filled -= 8
            }
        }
        return bytes
    }

    /// Algorithms 18 and 19: `bytes` holds 32 · `bits` bytes.
    static func unpack(bits: Int, _ bytes: ArraySlice<UInt8>) -> [Int32] {
        var values: [Int32] = []
        values.reserveCapacity(Polynomial.degree)
        var (buffer, filled) = (0 as UInt64, 0)
        for byte in bytes {
            buffer |= UInt64(byte) << UInt64(filled)
            filled += 8
            while filled >= bits {
                values.append(Int32(truncatingIfNeeded: buffer & (1 << UInt64(bits) - 1)))
                buffer >>= UInt64(bits)
                filled -= bits
            }
        }
        return values
    }

    /// Algorithm 20: the positions of the ones of each of `hints`, then where each polynomial's end.
    static func pack(hints: [[Bool]], omega: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: omega + hints.count)
        var count = 0
        for (row, hint) in hints.enumerated() {
            for position in hint.indices where hint[position] {
                bytes[count] = UInt8(position)
                count += 1
            }
            bytes[omega + row] = UInt8(count)
        }
        return bytes
    }

    /// Algorithm 21; nil for what `pack(hints:omega:)` does not write, so that a signature has one form.
    static func unpackHints(_ bytes: [UInt8], omega: Int, rows: Int) -> [[Bool]]? {
        var hints = [[Bool]](repeating: [Bool](repeating: false, count: Polynomial.degree), count: rows)
        var count = 0
        for row in 0..<rows {
            let end = Int(bytes[omega + row])
            guard end >= count, end <= omega else { return nil }
            for position in count..<end {
                guard position == count || bytes[position - 1] < bytes[position] else { return nil }
                hints[row][Int(bytes[position])] = true
            }
            count = end
        }
        return bytes[count..<omega].allSatisfy { $0 == 0 } ? hints : nil
    }
}
