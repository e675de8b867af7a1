import Essentials
import Store

/// Management events of an account in a region, in a span of time, with one attribute or with none, newest first.
public struct AuditQuery: Sendable, Hashable {
    public struct Filter: Sendable, Hashable {
        public let attribute: AuditAttribute
        public let value: String

        public init(_ attribute: AuditAttribute, _ value: String) {
            self.attribute = attribute
            self.value = value
        }
    }

    public var account: AccountID
    public var region: Region
    /// Inclusive at both ends.
    public var times: ClosedRange<Timestamp>
    public var filter: Filter?

    public init(account: AccountID, region: Region, times: ClosedRange<Timestamp>, filter: Filter? = nil) {
        self.account = account
        self.region = region
        self.times = times
        self.filter = filter
    }

    /// What the journal is asked for, which page tokens can be bound to.
    public var journalQuery: JournalQuery {
        var query = JournalQuery(AuditRecord.stream, account: account, region: region, times: times)
        guard let filter else { return query }
        if filter.attribute == .eventID, let time = TimedID.time(of: filter.value) {
            let moment = min(max(time, times.lowerBound), times.upperBound)
            query.times = moment...moment
        } else {
            query.terms = [AuditAttributes.term(filter.attribute, filter.value)]
        }
        return query
    }
}

/// An event that was looked up. Its body is the record's JSON.
public struct AuditEvent: Sendable {
    public let record: JournalRecord
    public let attributes: AuditAttributes
}

/// One page; `next` is nil on the last. A page may be shorter than was asked for, or empty, and still have a next one.
public struct AuditEventPage: Sendable {
    public let events: [AuditEvent]
    public let next: JournalPosition?
}

extension ReadTransaction {
    /// Looks up management events. Errors: those of the store.
    public func auditEvents(
        _ query: AuditQuery, after position: JournalPosition? = nil, limit: Int
    ) throws -> AuditEventPage {
        let journalQuery = query.journalQuery
        var (events, next, size): ([AuditEvent], JournalPosition?, Int) = ([], position, limit)
        // What the journal finds by number is compared here, so a page may need more than one of the journal's: hardly
        // ever, but where entries of an older release are not indexed yet, each of them is a candidate.
        for _ in 0..<8 {
            let page = try journal(journalQuery, after: next, limit: size)
            next = page.next
            for record in page.records {
                guard let event = AuditEvent(record, matching: query.filter) else { continue }
                events.append(event)
                guard events.count == limit else { continue }
                return AuditEventPage(
                    events: events,
                    next: record.sequence == page.records.last?.sequence ? next : JournalPosition(of: record))
            }
            guard next != nil else { break }
            size = min(4 * size, 1000)
        }
        return AuditEventPage(events: events, next: next)
    }
}

extension JournalPosition {
    fileprivate init(of record: JournalRecord) { self.init(time: record.entry.time, sequence: record.sequence) }
}

extension AuditEvent {
    /// Nil where the record does not match, or cannot be read.
    fileprivate init?(_ record: JournalRecord, matching filter: AuditQuery.Filter?) {
        guard let document = try? JSON(parsing: record.entry.body), let attributes = AuditAttributes(of: document),
            filter.map({ attributes.has($0.attribute, $0.value) }) ?? true
        else { return nil }
        self.record = record
        self.attributes = attributes
    }
}
