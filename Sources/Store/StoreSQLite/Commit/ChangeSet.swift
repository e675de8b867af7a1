import Store

/// What the closures of a batch have changed so far.
struct ChangeSet {
    private var records: [RecordKind: Set<RecordKey>] = [:]
    var streams: Set<JournalStream> = []
    var isReset = false

    mutating func touch(_ kind: RecordKind, _ key: RecordKey) { records[kind, default: []].insert(key) }

    var committed: CommittedChanges { isReset ? .reset : CommittedChanges(records: records, streams: streams) }
}
