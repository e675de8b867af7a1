/// What follows the content in a blob's file, all numbers big-endian:
///
///     CRC-32 of each block of 64 KiB (4 bytes each) · SHA-256 of the content (32) · size of the content (8)
///     · CRC-32 of the footer so far (4) · "YGB1" (4)
struct BlobFooter: Sendable {
    static let blockSize = 64 * 1024
    /// The part that has the same length in every file.
    static let tailLength = 32 + 8 + 4 + 4
    private static let mark = Array("YGB1".utf8)

    var checksums: [UInt32]
    var digest: [UInt8]
    var size: Int64

    static func blockCount(_ size: Int64) -> Int {
        Int(size / Int64(blockSize)) + (size % Int64(blockSize) == 0 ? 0 : 1)
    }

    /// The length of the whole footer of a blob of `size` bytes.
    static func length(_ size: Int64) -> Int { blockCount(size) * 4 + tailLength }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length(size))
        for checksum in checksums { Self.put(UInt64(checksum), 4, &bytes) }
        bytes += digest
        Self.put(UInt64(size), 8, &bytes)
        Self.put(UInt64(CRC32.checksum(bytes)), 4, &bytes)
        return bytes + Self.mark
    }

    /// The size that a tail claims; nil unless it ends as a footer does.
    static func size(fromTail tail: [UInt8]) -> Int64? {
        guard tail.count == tailLength, Array(tail.suffix(4)) == mark else { return nil }
        return Int64(exactly: number(tail[32..<40]))
    }

    /// Nil unless the checksum and all lengths fit.
    init?(_ bytes: [UInt8]) {
        guard let size = Self.size(fromTail: Array(bytes.suffix(Self.tailLength))), bytes.count == Self.length(size)
        else { return nil }
        let covered = Array(bytes.dropLast(8))
        guard Self.number(bytes[covered.count..<covered.count + 4]) == UInt64(CRC32.checksum(covered)) else {
            return nil
        }
        self.size = size
        checksums = (0..<Self.blockCount(size)).map { UInt32(Self.number(bytes[$0 * 4..<$0 * 4 + 4])) }
        digest = Array(covered.dropLast(8).suffix(32))
    }

    init(checksums: [UInt32], digest: [UInt8], size: Int64) {
        self.checksums = checksums
        self.digest = digest
        self.size = size
    }

    private static func put(_ number: UInt64, _ width: Int, _ bytes: inout [UInt8]) {
        for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * (width - 1 - index)))) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
