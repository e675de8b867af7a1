import Essentials
import LogsModel
import Store
import TrailFormat

/// The events of a batch, read back from the journals.
struct BatchEvents: Sendable {
    private struct Event: Sendable {
        let time: Timestamp
        let record: [UInt8]
    }

    private var events: [Event] = []

    var isEmpty: Bool { events.isEmpty }
    var oldest: Timestamp { events.first?.time ?? Timestamp(milliseconds: 0) }
    var newest: Timestamp { events.last?.time ?? Timestamp(milliseconds: 0) }

    /// The same events for the same batch, in the order of time.
    static func read(_ batch: BatchRecord, from store: any Store) async throws -> BatchEvents {
        let key = SelectionRecord.key(batch.trailID, batch.revision)
        guard let selection = try store.get(SelectionRecord.self, key)?.record else { return BatchEvents() }
        var events = BatchEvents()
        for stream in TrailStream.allCases {
            guard let range = batch.range(of: stream) else { continue }
            try await events.read(stream, range, batch, selection, store)
        }
        events.events.sort { $0.time < $1.time }
        return events
    }

    private static let page = 1000

    private mutating func read(
        _ stream: TrailStream, _ range: BatchRecord.Range, _ batch: BatchRecord, _ selection: SelectionRecord,
        _ store: any Store
    ) async throws {
        let query = JournalQuery(
            stream.journal, account: batch.account, region: batch.region, times: batch.oldestEvent...batch.newestEvent,
            order: .oldestFirst)
        var position: JournalPosition?
        repeat {
            let page = try await store.read { [position] in
                try $0.journal(query, after: position, limit: Self.page)
            }
            for record in page.records where range.contains(record.sequence) {
                let isTaken =
                    (stream == .management && selection.takesEveryManagementEvent)
                    || EventFacts(record: record.entry.body).map(selection.takes) ?? false
                if isTaken { events.append(Event(time: record.entry.time, record: record.entry.body)) }
            }
            position = page.next
        } while position != nil
    }

    /// The file before it is compressed.
    var fileContent: [UInt8] {
        LogFile.content(events.lazy.map(\.record), reserving: events.reduce(0) { $0 + $1.record.count + 1 })
    }
}

extension BatchEvents {
    /// Events that are put to CloudWatch Logs in one call.
    struct LogChunk {
        let events: [InputLogEvent]
        /// How many events of the batch have been put with this chunk.
        let end: Int
    }

    /// In calls as large as CloudWatch Logs takes; events that are larger than it takes are left out.
    /// Source: CloudWatch Logs API reference, PutLogEvents; CloudTrail user guide, "Quotas in AWS CloudTrail".
    /// - Parameter start: how many events have been put before
    func logChunks(after start: Int) -> [LogChunk] {
        var (chunks, chunk, bytes): ([LogChunk], [InputLogEvent], Int) = ([], [], 0)
        for (index, event) in events.enumerated().dropFirst(start) {
            let weight = event.record.count + Self.logEventOverhead
            guard event.record.count <= Self.largestLogEvent else { continue }
            if bytes + weight > Self.largestLogCall || chunk.count == Self.mostLogEvents {
                chunks.append(LogChunk(events: chunk, end: index))
                (chunk, bytes) = ([], 0)
            }
            let text = String(decoding: event.record, as: UTF8.self)
            chunk.append(InputLogEvent(timestamp: Int(event.time.milliseconds), message: text))
            bytes += weight
        }
        if !chunk.isEmpty { chunks.append(LogChunk(events: chunk, end: events.count)) }
        return chunks
    }

    private static let logEventOverhead = 26
    private static let largestLogEvent = 256 * 1024 - logEventOverhead
    private static let largestLogCall = 1_048_576
    private static let mostLogEvents = 10_000
}
