import Essentials

/// Where a stream is in the table of entries, and which of its entries still count.
///
/// An entry's row number has the stream's number in its upper 23 bits and the sequence number in its lower 40, so the
/// table itself holds each stream in order and no index is needed for it.
struct JournalPlace {
    /// What `journal.stream` says. Older databases have streams of 15 bits: theirs is the upper part of `base`.
    let number: Int64
    /// The row number that sequence numbers are added to.
    let base: Int64
    /// Entries up to this sequence number are gone, though their rows may still be there.
    var trimmed: Int64
    /// Entries from before this time are gone, though their rows may still be there.
    var expired: Timestamp
    /// The highest sequence number of all entries whose rows were deleted for their time.
    var deleted: Int64
    /// The last entry that is in the index of terms; 0 where none is.
    var indexed: Int64

    /// How many entries one page of a look-up goes through where there is no index.
    static let scanLimit = 16_384
    static let sequenceBits: Int64 = 40
    static let sequenceMask: Int64 = 1 << sequenceBits - 1

    /// Streams are numbered downwards. The first to be used, which is the audit journal, is the last in the table, and
    /// appending to the end of a table is what SQLite does best.
    static let firstNumber: Int64 = 0x7FFFFE
    /// Lower numbers would meet those that older databases gave to streams.
    static let lastNumber: Int64 = 0x8000

    func row(_ sequence: Int64) -> Int64 { base | sequence }
    static func sequence(_ row: Int64) -> Int64 { row & sequenceMask }

    var firstRow: Int64 { row(trimmed) + 1 }
    var lastIndexedRow: Int64 { row(max(indexed, trimmed)) }
    var lastRow: Int64 { row(Self.sequenceMask) }
    var hasExpired: Bool { expired > Timestamp(milliseconds: .min) }
}

/// Where a stream's next entry goes.
struct JournalHead {
    var place: JournalPlace
    var last: Int64
}
