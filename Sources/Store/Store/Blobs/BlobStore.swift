/// Object content: named byte strings that are written once, read in ranges, and deleted.
///
/// Blobs are outside transactions. Write a blob first and its record after it; a crash in between leaves a blob
/// without a record, to be found by `list` and deleted. Calls block the calling thread while the disk works.
public protocol BlobStore: Sendable {
    /// Begins a new blob. It exists once the writer has finished. Errors: `diskFull`, `notWritable`, `failed`.
    func create(_ id: BlobID) throws -> any BlobWriter
    /// Nil if there is no such blob. Errors: `corrupted`.
    func info(_ id: BlobID) throws -> BlobInfo?
    /// The bytes of a range, cut at the blob's end; nil if there is no such blob. What is returned has been checked
    /// against its checksum. Errors: `corrupted`.
    func read(_ id: BlobID, range: Range<Int64>) throws -> [UInt8]?
    /// False if there was none.
    func delete(_ id: BlobID) throws -> Bool
    /// At most `limit` ids in order, after the one given.
    func list(after id: BlobID?, limit: Int) throws -> [BlobID]
}

/// A blob that is being written, in order. Not for several threads at once.
public protocol BlobWriter: AnyObject {
    func append(_ bytes: [UInt8]) throws
    /// Makes the blob durable, in place of an earlier one of the same id, and ends the writing.
    func finish() throws -> BlobInfo
    /// Forgets what was written. Done by itself when the writer is released unfinished.
    func abandon()
}
