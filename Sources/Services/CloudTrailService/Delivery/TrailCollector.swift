import Essentials
import ServiceKit
import Store
import TrailFormat

/// Follows the audit journals and notes, for each trail, which of their events it is to deliver: in batches that name the
/// events by their places, so that taking up an event costs no second copy of it.
struct TrailCollector: JournalConsumer {
    static let consumerName = "cloudtrail.delivery"

    let name = consumerName
    let streams = [AuditRecord.stream, AuditRecord.dataStream]
    let trails: TrailIndex
    let schedule: TrailSchedule
    let random: any RandomSource

    func consume(_ records: [JournalRecord], at now: Timestamp) async throws -> Consumption? {
        guard let stream = records.first.flatMap({ TrailStream($0.entry.stream) }) else { return nil }
        let pieces = try pieces(of: records, in: stream)
        guard !pieces.isEmpty else { return nil }
        return Consumption { transaction in
            for piece in pieces { try transaction.take(piece, at: now, schedule, random) }
        }
    }

    /// What each trail takes of the records, in their order.
    private func pieces(of records: [JournalRecord], in stream: TrailStream) throws -> [BatchRecord] {
        let set = try trails.current()
        guard !set.isEmpty else { return [] }
        var seeing: [AccountID: [SelectingTrail]] = [:]
        var pieces = BatchPieces()
        for record in records {
            guard let account = record.entry.account, let region = record.entry.region else { continue }
            let candidates = try seeing[account] ?? trails.trails(of: account, among: set)
            seeing[account] = candidates
            var event = LazyEvent(record.entry.body)
            for candidate in candidates where candidate.trail.sees(region) {
                guard let span = candidate.trail.span(of: record.sequence, in: stream),
                    candidate.takes(&event, of: stream)
                else { continue }
                pieces.add(record, of: stream, to: candidate.trail, span, account, region)
            }
        }
        return pieces.all
    }
}

extension TrailRecord {
    func span(of sequence: Int64, in stream: TrailStream) -> LoggingSpan? {
        spans.last { $0.contains(sequence, of: stream) }
    }
}

/// Gathers events by trail, account and Region, in pieces that each fit into a file.
private struct BatchPieces {
    private struct Place: Hashable {
        let trailID: String
        let account: AccountID
        let region: Region
    }

    private(set) var all: [BatchRecord] = []
    private var last: [Place: Int] = [:]

    mutating func add(
        _ record: JournalRecord, of stream: TrailStream, to trail: TrailRecord, _ span: LoggingSpan,
        _ account: AccountID, _ region: Region
    ) {
        let piece = BatchRecord(record, of: stream, for: trail, span, account, region)
        let place = Place(trailID: trail.id, account: account, region: region)
        if let index = last[place], all[index].merge(piece) { return }
        last[place] = all.count
        all.append(piece)
    }
}

extension BatchRecord {
    /// One event.
    fileprivate init(
        _ record: JournalRecord, of stream: TrailStream, for trail: TrailRecord, _ span: LoggingSpan,
        _ account: AccountID, _ region: Region
    ) {
        let range = Range(first: record.sequence, last: record.sequence)
        let time = record.entry.time
        self.init(
            trailID: trail.id, account: account, region: region, revision: trail.revision, span: span.start,
            openedAt: time, management: stream == .management ? range : nil, data: stream == .data ? range : nil,
            oldestEvent: time, newestEvent: time, count: 1, bytes: record.entry.body.count + 1, due: time)
    }

    /// Adds the events of another batch, which come after this one's; false where the two cannot be one file.
    mutating func merge(_ other: BatchRecord) -> Bool {
        guard closing == nil, revision == other.revision, span == other.span,
            bytes + other.bytes + LogFile.overhead <= LogFile.limit
        else { return false }
        management = management.joined(other.management)
        data = data.joined(other.data)
        oldestEvent = min(oldestEvent, other.oldestEvent)
        newestEvent = max(newestEvent, other.newestEvent)
        count += other.count
        bytes += other.bytes
        return true
    }

    /// The same, no longer growing.
    func closed(at now: Timestamp, _ random: any RandomSource) -> BatchRecord {
        var closed = self
        closed.closing = Closing(time: now, unique: random.text(LogFile.nameLength, from: LogFile.nameSymbols))
        closed.due = now
        return closed
    }
}

extension BatchRecord.Range? {
    fileprivate func joined(_ other: BatchRecord.Range?) -> BatchRecord.Range? {
        guard let self, let other else { return self ?? other }
        return BatchRecord.Range(first: min(self.first, other.first), last: max(self.last, other.last))
    }
}

extension WriteTransaction {
    /// Adds a piece to the open batch of its place, or begins one.
    fileprivate func take(
        _ piece: BatchRecord, at now: Timestamp, _ schedule: TrailSchedule, _ random: any RandomSource
    ) throws {
        let key = BatchRecord.openKey(piece.trailID, piece.account, piece.region)
        if var open = try get(BatchRecord.self, key)?.record {
            if open.merge(piece) {
                try put(open)
                return
            }
            try close(open, at: now, random)
        }
        var begun = BatchRecord(opening: piece, at: now)
        begun.due = now + schedule.delivery
        try put(begun)
    }

    /// Ends a batch's growing, so that it can be delivered.
    @discardableResult
    func close(_ open: BatchRecord, at now: Timestamp, _ random: any RandomSource) throws -> BatchRecord {
        let closed = open.closed(at: now, random)
        try delete(BatchRecord.self, open.key)
        try put(closed)
        return closed
    }
}

extension BatchRecord {
    fileprivate init(opening piece: BatchRecord, at now: Timestamp) {
        self.init(
            trailID: piece.trailID, account: piece.account, region: piece.region, revision: piece.revision,
            span: piece.span, openedAt: now, management: piece.management, data: piece.data,
            oldestEvent: piece.oldestEvent, newestEvent: piece.newestEvent, count: piece.count, bytes: piece.bytes,
            due: now)
    }
}
