import Essentials
import EventBridgeModel
import Store

/// Events of a bus that are kept. They are in a journal of the archive's own.
struct ArchiveRecord: StoredRecord, Hashable, EventBridgeResource {
    static let kind: RecordKind = "events.archive"
    static let resourceType = "archive"
    static let auditType = "AWS::Events::Archive"
    /// How long after its time an event may still be there: events are forgotten many together.
    private static let grace = TimeSpan.hours(1)

    let bus: BusID
    let name: String
    /// Names the journal.
    let id: String
    var description: String?
    var pattern: String?
    var kmsKeyIdentifier: String?
    /// 0 for ever.
    var retentionDays: Int
    let created: Timestamp
    var eventCount = 0
    /// Bytes of the events as they are.
    var size = 0
    /// When the first event that is kept was taken.
    var oldest: Timestamp?

    var key: RecordKey { Self.key(bus, name) }
    var arn: String { "arn:aws:events:\(bus.region):\(bus.account):archive/\(name)" }
    var stream: JournalStream { EventStream.archive(id) }
    /// The rule that finds the archive's events.
    var ruleName: String { "Events-Archive-\(name)" }

    /// Where events are to be forgotten next.
    var due: Timestamp? {
        retentionDays == 0 ? nil : oldest.map { $0 + .days(Int64(retentionDays)) + Self.grace }
    }

    var indexes: [IndexEntry] {
        [
            IndexEntry(.name, name), IndexEntry(.source, bus.arn),
            IndexEntry(.state, ArchiveState.enabled.rawValue),
        ] + (due.map { [IndexEntry(.due, $0.milliseconds)] } ?? [])
    }

    static func key(_ bus: BusID, _ name: String) -> RecordKey {
        RecordKey(account: bus.account, region: bus.region, id: name)
    }
}

/// An event that an archive is to keep.
struct ArchivedEvent: Sendable {
    let archive: RecordKey
    let event: AcceptedEvent
}

extension WriteTransaction {
    /// Adds events to their archives; those of an archive that is gone are gone with it.
    func keep(_ events: [ArchivedEvent]) throws {
        for (key, kept) in Dictionary(grouping: events, by: \.archive) {
            guard var archive = try get(ArchiveRecord.self, key)?.record else { continue }
            try append(
                kept.map { kept in
                    var entry = kept.event.journalEntry
                    entry.stream = archive.stream
                    return entry
                })
            archive.eventCount += kept.count
            archive.size += kept.reduce(0) { $0 + $1.event.body.count }
            if archive.oldest == nil { archive.oldest = kept.first?.event.ingested }
            try put(archive)
        }
    }
}
