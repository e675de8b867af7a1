/// Goes through a log's frames as SQLite does, and on behind the place where SQLite ends.
struct LogWalk {
    private let header: LogHeader
    /// Of all frames so far that are right.
    private var sum: LogChecksum
    /// What a frame's checksum goes on from if the transaction before it was written whole.
    private var commits: [LogChecksum] = []

    /// The frames that SQLite reads.
    private(set) var wholeFrames = 0
    /// Whether a frame was found that SQLite does not read.
    private(set) var hasEnded = false
    /// Whether a transaction was written after that frame's own.
    private(set) var isDamaged = false

    init(header: LogHeader) {
        self.header = header
        sum = header.checksum
    }

    mutating func visit(_ frame: LogFrame) {
        if hasEnded { return goOn(frame) }
        guard frame.follows(sum, header) else {
            hasEnded = true
            // Either its content or its checksum is what changed.
            if frame.salts == header.salts, frame.isCommit {
                commits = [frame.checksum, frame.sum(after: sum, header)]
            }
            return
        }
        wholeFrames += 1
        sum = frame.checksum
    }

    private mutating func goOn(_ frame: LogFrame) {
        if commits.contains(where: { frame.follows($0, header) }) { isDamaged = true }
        commits = frame.salts == header.salts && frame.isCommit ? [frame.checksum] : []
    }
}
