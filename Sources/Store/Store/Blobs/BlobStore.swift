/// Object content: named byte strings that are written once, read in ranges, and deleted.
///
/// Blobs are outside transactions. Write a blob first and its record after it; a crash in between leaves a blob
/// without a record, to be found by `list` and deleted. Calls block the calling thread while the disk works.
public protocol BlobStore: Sendable {
    /// Begins a new blob. It exists once the writer has finished. Errors: `diskFull`, `notWritable`, `failed`.
    func create(_ id: BlobID) throws -> any BlobWriter
    /// Nil if there is no such blob. Errors: `corrupted`.
    func info(_ id: BlobID) throws -> BlobInfo?
    /// Opens a blob for reading, so that its content stays readable though it be deleted meanwhile; nil if there is no
    /// such blob. Errors: `corrupted`.
    func open(_ id: BlobID) throws -> (any BlobReader)?
    /// The bytes of a range, cut at the blob's end; nil if there is no such blob. What is returned has been checked
    /// against its checksum. Errors: `corrupted`.
    func read(_ id: BlobID, range: Range<Int64>) throws -> [UInt8]?
    /// Whether somebody needs every blob to stay for the moment, such as a backup. Deleting one fails meanwhile.
    var isHeld: Bool { get }
    /// False if there was none. Errors: `inUse` while the store is held.
    func delete(_ id: BlobID) throws -> Bool
    /// At most `limit` ids after the one given, in an order of the store's own that is always the same.
    func list(after id: BlobID?, limit: Int) throws -> [BlobID]
}

/// A blob that is open for reading.
public protocol BlobReader: Sendable {
    var info: BlobInfo { get }
    /// The bytes of a range, cut at the blob's end, checked against their checksum. Errors: `corrupted`.
    func read(_ range: Range<Int64>) throws -> [UInt8]
}

extension BlobStore {
    public var isHeld: Bool { false }
    public func info(_ id: BlobID) throws -> BlobInfo? { try open(id)?.info }
    public func read(_ id: BlobID, range: Range<Int64>) throws -> [UInt8]? { try open(id)?.read(range) }
}

/// A blob that is being written, in order. Not for several threads at once.
public protocol BlobWriter: AnyObject {
    func append(_ bytes: [UInt8]) throws
    /// Makes the blob durable, in place of an earlier one of the same id, and ends the writing.
    func finish() throws -> BlobInfo
    /// Forgets what was written. Done by itself when the writer is released unfinished.
    func abandon()
}
