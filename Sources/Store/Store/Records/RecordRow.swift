/// A record as a driver sees it: bytes under a key. Services use `StoredRecord` instead.
public struct RecordRow: Hashable, Sendable {
    public var kind: RecordKind
    public var key: RecordKey
    public var version: RecordVersion
    public var layout: Int
    public var body: [UInt8]

    public init(kind: RecordKind, key: RecordKey, version: RecordVersion, layout: Int, body: [UInt8]) {
        self.kind = kind
        self.key = key
        self.version = version
        self.layout = layout
        self.body = body
    }
}

/// What a driver is told to write.
public struct RecordDraft: Hashable, Sendable {
    /// What must hold of the record that is there already.
    public enum Condition: Hashable, Sendable {
        /// Fails with `alreadyExists` if there is one.
        case absent
        /// Fails with `notFound` if there is none, with `versionConflict` if it is of another version.
        case version(RecordVersion)
        /// Either is fine.
        case any
    }

    public var kind: RecordKind
    public var key: RecordKey
    public var layout: Int
    public var body: [UInt8]
    public var indexes: [IndexEntry]
    public var condition: Condition

    public init(
        kind: RecordKind, key: RecordKey, layout: Int, body: [UInt8], indexes: [IndexEntry], condition: Condition
    ) {
        self.kind = kind
        self.key = key
        self.layout = layout
        self.body = body
        self.indexes = indexes
        self.condition = condition
    }
}
