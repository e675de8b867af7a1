import Essentials

/// The places of entries, in the order of time, as bytes: for each the time since the one before, and how far its
/// sequence number is from that one's. Numbers are in base 128, least significant digits first.
package struct PostingList: Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package init(unsorted positions: [JournalPosition]) {
        var sorted = positions
        // They mostly are in order already.
        if !zip(sorted, sorted.dropFirst()).allSatisfy({ $0 < $1 }) { sorted.sort() }
        self.init(sorted)
    }

    package init(_ positions: [JournalPosition]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + 3 * positions.count)
        var last = JournalPosition(time: Timestamp(milliseconds: 0), sequence: 0)
        for position in positions {
            Self.append(position.time.milliseconds &- last.time.milliseconds, to: &bytes)
            Self.append(position.sequence - last.sequence, to: &bytes)
            last = position
        }
        self.bytes = bytes
    }

    /// The places of several lists as one.
    package init?(merging lists: [PostingList]) {
        var positions: [JournalPosition] = []
        for list in lists {
            guard let part = list.positions else { return nil }
            positions += part
        }
        self.init(unsorted: positions)
    }

    /// In the order of time; nil where the bytes are not such a list.
    package var positions: [JournalPosition]? {
        bytes.withUnsafeBufferPointer { bytes in
            var positions: [JournalPosition] = []
            positions.reserveCapacity(bytes.count / 2)
            var (offset, time, sequence): (Int, Int64, Int64) = (0, 0, 0)
            while offset < bytes.count {
                guard let span = Self.number(in: bytes, &offset), let step = Self.number(in: bytes, &offset) else {
                    return nil
                }
                time &+= span
                sequence &+= step
                positions.append(JournalPosition(time: Timestamp(milliseconds: time), sequence: sequence))
            }
            return positions
        }
    }

    /// Signs are in the lowest bit, so that small numbers of either sign are short.
    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func number(in bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> Int64? {
        var (word, shift): (UInt64, UInt64) = (0, 0)
        while offset < bytes.count, shift < 64 {
            let byte = bytes[offset]
            offset += 1
            word |= UInt64(byte & 0x7F) << shift
            guard byte >= 0x80 else { return Int64(bitPattern: word >> 1) ^ -Int64(bitPattern: word & 1) }
            shift += 7
        }
        return nil
    }
}

extension JournalPosition: Comparable {
    public static func < (left: JournalPosition, right: JournalPosition) -> Bool {
        (left.time, left.sequence) < (right.time, right.sequence)
    }
}
