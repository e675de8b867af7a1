/// What a commit changed. Observers get it after the commit and before any of its callers is answered.
public struct CommittedChanges: Sendable {
    /// Everything may have changed: the store was reset.
    public let isReset: Bool
    /// The keys written or deleted, by kind.
    public let records: [RecordKind: Set<RecordKey>]
    /// The streams that have new entries.
    public let streams: Set<JournalStream>

    public init(records: [RecordKind: Set<RecordKey>], streams: Set<JournalStream>) {
        (isReset, self.records, self.streams) = (false, records, streams)
    }

    private init() { (isReset, records, streams) = (true, [:], []) }

    public static let reset = CommittedChanges()

    public var isEmpty: Bool { !isReset && records.isEmpty && streams.isEmpty }
}
