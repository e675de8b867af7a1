/// Why the store did not do as it was asked. The text is for operators and contains no stored content.
public enum StoreError: Error, Hashable, Sendable {
    // What a caller may meet and handle.
    case alreadyExists(RecordKind, RecordKey)
    case notFound(RecordKind, RecordKey)
    case versionConflict(RecordKind, RecordKey, expected: RecordVersion, actual: RecordVersion)
    /// Another record has this value in a field that must be unique.
    case uniqueViolation(RecordKind, IndexField)
    /// A page token that was changed, or belongs to another query.
    case pageTokenRefused

    // A caller's own mistake.
    case invalidRecord(RecordKind, String)
    case resetRefused
    case closed

    // What an operator has to look at.
    case newerRecord(RecordKind, RecordKey, layout: Int, supported: Int)
    case undecodable(RecordKind, RecordKey)
    case inUse(path: String)
    case newerSchema(found: Int, supported: Int)
    case corrupted(path: String)
    /// The write-ahead log has changed on disk at this byte or after it, before its end.
    case logDamaged(path: String, offset: Int64)
    case diskFull(path: String)
    case notWritable(path: String)
    case failed(path: String, reason: String)
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .alreadyExists(let kind, let key): "\(kind) \(key) exists already"
        case .notFound(let kind, let key): "\(kind) \(key) does not exist"
        case .versionConflict(let kind, let key, let expected, let actual):
            "\(kind) \(key) is of version \(actual.number), not \(expected.number)"
        case .uniqueViolation(let kind, let field): "another \(kind) has the same \(field)"
        case .pageTokenRefused: "the page token does not belong to this query"
        case .invalidRecord(let kind, let part): "a \(kind) cannot be stored: \(part) is empty or contains U+0000"
        case .resetRefused: "only a store in memory can be reset"
        case .closed: "the store has been closed"
        case .newerRecord(let kind, let key, let layout, let supported):
            "\(kind) \(key) was written by a newer release (layout \(layout), this one knows up to \(supported))"
        case .undecodable(let kind, let key): "the stored body of \(kind) \(key) cannot be read"
        case .inUse(let path): "\(path) is in use by another server; stop that one, or name another data directory"
        case .newerSchema(let found, let supported):
            "the data was written by a newer release (schema \(found), this one knows up to \(supported)); upgrade"
        case .corrupted(let path): "\(path) is damaged; restore it from a backup"
        case .logDamaged(let path, let offset):
            "\(path) is damaged from byte \(offset) on: commits that were acknowledged would be lost. "
                + "Nothing has been changed. Keep a copy of the directory, and restore it from a backup"
        case .diskFull(let path): "the disk that holds \(path) is full; free some space"
        case .notWritable(let path): "\(path) cannot be written; check its owner, its permissions and the mount"
        case .failed(let path, let reason): "\(path) cannot be used: \(reason)"
        }
    }
}
