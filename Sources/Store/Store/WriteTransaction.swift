import Essentials

/// A read transaction that can also write. All of it is committed, or nothing.
public protocol WriteTransaction: ReadTransaction {
    /// Writes one record with its index entries. Errors: `alreadyExists`, `notFound`, `versionConflict`,
    /// `uniqueViolation`.
    func write(_ draft: RecordDraft) throws -> RecordVersion
    /// Deletes a record, of that version if one is given; false when there is none.
    func delete(_ kind: RecordKind, _ key: RecordKey, version: RecordVersion?) throws -> Bool
    /// Adds entries to their streams in the order given.
    func append(_ entries: [JournalEntry]) throws
    /// Makes entries quick to look up by their terms. They are the ones that follow the last that is indexed: a run
    /// whose first entry is indexed already is left out.
    func index(_ run: JournalRun) throws
    /// Forgets what is indexed of a stream, so that all of it is indexed again.
    func unindex(_ stream: JournalStream) throws
    /// Forgets a stream's entries up to and including a sequence number. Their numbers are not used again.
    func trim(_ stream: JournalStream, through sequence: Int64) throws
    /// Forgets a stream's entries from before a time, those that come later with such a time too. The numbers of those
    /// forgotten are not used again.
    func trim(_ stream: JournalStream, before time: Timestamp) throws
    /// Forgets a stream with all its entries. A new one of this name begins with 1 again: cursors of the old one are
    /// their consumers' to delete.
    ///
    /// Like trimming it takes no longer where there are millions of entries: their room is freed in the background.
    func drop(_ stream: JournalStream) throws
    /// Adds entries to a timeline, and answers their places, in the order given.
    func append(_ drafts: [TimelineDraft], to timeline: Int64) throws -> [TimelinePosition]
    /// Removes the earliest entries that the query has, at most `limit`. Nothing is returned once there are none.
    func remove(_ query: TimelineQuery, limit: Int) throws -> [TimelineRemoval]
}

extension WriteTransaction {
    /// Stores a new record. Errors: `alreadyExists`, `uniqueViolation`.
    @discardableResult
    public func insert(_ record: some StoredRecord) throws -> RecordVersion {
        try write(record.draft(.absent))
    }

    /// Stores a record whether or not there is one. Errors: `uniqueViolation`.
    @discardableResult
    public func put(_ record: some StoredRecord) throws -> RecordVersion {
        try write(record.draft(.any))
    }

    /// Replaces a record that is still of the version that was read. Errors: `notFound`, `versionConflict`,
    /// `uniqueViolation`.
    @discardableResult
    public func update(_ record: some StoredRecord, expecting version: RecordVersion) throws -> RecordVersion {
        try write(record.draft(.version(version)))
    }

    /// Deletes a record; false when there is none. Errors: `versionConflict`.
    @discardableResult
    public func delete<Record: StoredRecord>(
        _ type: Record.Type, _ key: RecordKey, expecting version: RecordVersion? = nil
    ) throws -> Bool {
        try delete(Record.kind, key, version: version)
    }
}
