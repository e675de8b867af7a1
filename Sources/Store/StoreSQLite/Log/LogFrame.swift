/// One page in a write-ahead log, as a commit changed it.
struct LogFrame {
    static let headerLength = 24

    private let bytes: UnsafeRawBufferPointer
    let salts: LogSalts
    /// Of the frame and all before it, as it was when this one was written.
    let checksum: LogChecksum
    /// Whether a transaction ends here.
    let isCommit: Bool

    /// - Parameter bytes: header and page, valid as long as the frame is used
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        salts = LogSalts(bytes, at: LogSalts.placeInFrame)
        checksum = bytes.checksum(at: 16)
        isCommit = bytes.number(at: 4) != 0
    }

    /// The checksum of what is in here, where `sum` is that of all before.
    func sum(after sum: LogChecksum, _ header: LogHeader) -> LogChecksum {
        var sum = sum
        sum.update(bytes.part(0..<8), isBigEndian: header.isBigEndian)
        sum.update(bytes.part(Self.headerLength..<bytes.count), isBigEndian: header.isBigEndian)
        return sum
    }

    func follows(_ sum: LogChecksum, _ header: LogHeader) -> Bool {
        salts == header.salts && bytes.number(at: 0) != 0 && self.sum(after: sum, header) == checksum
    }
}
