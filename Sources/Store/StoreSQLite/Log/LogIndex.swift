/// What the file beside a log, `-shm`, says of it: how many frames have been committed.
///
/// SQLite writes that after the frames are on the disk. The file itself is not synced, so that after a power cut it may
/// be old, but it never promises what was not there. Source: "WAL-mode File Format", section 2.1.
struct LogIndex {
    static let length = 48

    let committedFrames: Int
    let salts: LogSalts

    /// Nil where the bytes are no such promise. Numbers are in the machine's own order, salts as the log has them.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.length, Self.word(bytes, 0) == 3_007_000 else { return nil }
        var sum = LogChecksum()
        sum.update(bytes.part(0..<40), isBigEndian: Int(1).bigEndian == 1)
        guard sum == LogChecksum(first: Self.word(bytes, 40), second: Self.word(bytes, 44)) else { return nil }
        committedFrames = Int(Self.word(bytes, 16))
        salts = LogSalts(bytes, at: 32)
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }
}
