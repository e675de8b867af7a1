/// Where a stream's next entry goes.
///
/// An entry's row number has the stream's number in its upper 15 bits and the sequence number in its lower 48, so the
/// table itself holds each stream in order and no index is needed for it.
struct JournalHead {
    let stream: Int64
    var last: Int64

    static let sequenceMask: Int64 = (1 << 48) - 1

    /// Streams are numbered downwards. The first to be used, which is the audit journal, is the last in the table, and
    /// appending to the end of a table is what SQLite does best.
    static let firstStream: Int64 = 0x7FFE

    static func row(_ stream: Int64, _ sequence: Int64) -> Int64 { stream << 48 | sequence }
    static func sequence(_ row: Int64) -> Int64 { row & sequenceMask }
}
