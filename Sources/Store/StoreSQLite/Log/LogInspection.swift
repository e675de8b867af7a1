import Store

/// Looks through a write-ahead log for damage, before SQLite opens it.
///
/// SQLite ends the log at the first frame that is not right. After a crash that is as it should be: such a frame is the
/// rest of a commit that nobody was told of. Where it was right once, SQLite would drop acknowledged commits without a
/// word. Two things tell that it was, and neither can be left by a crash:
/// - the frame after its transaction's last one goes on from that one's checksum, for SQLite writes a transaction only
///   once the one before it is on the disk;
/// - the index beside the log says that it was committed.
///
/// What is left of the last transaction after a power cut, where the index is gone, cannot be told from a crash amid it.
struct LogInspection {
    private let path: String
    private let header: LogHeader
    private let committedFrames: Int

    private static let framesAtOnce = 16

    /// Errors: `logDamaged`, `notWritable`, `failed`.
    static func requireWhole(besideDatabase database: String) throws {
        let path = database + "-wal"
        guard let file = try LogFile(path) else { return }
        let beginning = try file.next(LogHeader.length)
        guard let header = beginning.withUnsafeBytes(LogHeader.init) else {
            return try requireNoFrames(of: beginning, in: file, path)
        }
        let index = try LogFile(database + "-shm")?.next(LogIndex.length).withUnsafeBytes(LogIndex.init)
        let committed = index.map { $0.salts == header.salts ? $0.committedFrames : 0 }
        try LogInspection(path: path, header: header, committedFrames: committed ?? 0).run(file)
    }

    /// SQLite ignores a log whose header is not right. It syncs the header before the first frame is written, so that
    /// frames with a salt of the header's prove that it was.
    private static func requireNoFrames(of header: [UInt8], in file: LogFile, _ path: String) throws {
        let frame = try file.next(LogFrame.headerLength)
        guard header.count == LogHeader.length, frame.count == LogFrame.headerLength else { return }
        let salts = header.withUnsafeBytes { LogSalts($0, at: LogSalts.placeInHeader) }
        let found = frame.withUnsafeBytes { LogSalts($0, at: LogSalts.placeInFrame) }
        guard salts.first != found.first, salts.second != found.second else {
            throw StoreError.logDamaged(path: path, offset: 0)
        }
    }

    private func run(_ file: LogFile) throws {
        let frameLength = LogFrame.headerLength + header.pageSize
        let wanted = frameLength * Self.framesAtOnce
        var walk = LogWalk(header: header)
        var read: Int
        repeat {
            let bytes = try file.next(wanted)
            read = bytes.count
            bytes.withUnsafeBytes { bytes in
                for start in stride(from: 0, through: read - frameLength, by: frameLength) {
                    walk.visit(LogFrame(bytes.part(start..<start + frameLength)))
                }
            }
        } while read == wanted && !walk.isDamaged
        guard !walk.isDamaged, walk.wholeFrames >= committedFrames else {
            let offset = LogHeader.length + walk.wholeFrames * frameLength
            throw StoreError.logDamaged(path: path, offset: Int64(offset))
        }
    }
}
