import Store
import Synchronization

/// The newest entries of journals, read once for all that follow them.
///
/// Those who follow a busy journal ask for the same entries within moments, and to read an entry costs more than most of
/// them do with it.
public actor JournalWindow {
    /// Consecutive entries of a stream.
    fileprivate struct Span {
        /// Everything after this number is there, up to the last.
        var start: Int64
        var records: [JournalRecord]
        /// Of the entries' bodies.
        var bytes = 0

        var end: Int64 { records.last?.sequence ?? start }
    }

    private struct Place: Hashable {
        let stream: JournalStream
        let sequence: Int64
    }

    private let store: any Store
    private let capacity: Int
    private var spans: [JournalStream: Span] = [:]
    private var readings: [Place: Task<[JournalRecord], any Error>] = [:]
    /// Of which reset of the store the spans are.
    private var epoch = 0
    private let resets: ResetCount
    /// How much the bodies of one stream's entries may weigh that are kept: messages of SNS weigh up to a third of a
    /// megabyte each.
    private static let byteCapacity = 8 << 20

    /// - Parameter capacity: how many entries of a stream are kept
    public init(_ store: any Store, capacity: Int = 2048) {
        self.store = store
        self.capacity = capacity
        resets = ResetCount(store)
    }

    /// How often the store was reset: then its entries are numbered anew.
    nonisolated var resetCount: Int { resets.value }

    /// Up to so many entries after a number, oldest first.
    func records(of stream: JournalStream, after sequence: Int64, limit: Int) async throws -> [JournalRecord] {
        if epoch != resets.value { (epoch, spans, readings) = (resets.value, [:], [:]) }
        if let span = spans[stream], span.start <= sequence, sequence < span.end {
            return Array(span.records[span.firstIndex(after: sequence)...].prefix(limit))
        }
        let place = Place(stream: stream, sequence: sequence)
        if let reading = readings[place] { return Array(try await reading.value.prefix(limit)) }
        let reading = Task { [store] in try await store.read { try $0.journal(stream, after: sequence, limit: limit) } }
        readings[place] = reading
        let (began, result) = (epoch, await reading.result)
        guard began == epoch, epoch == resets.value else { return try result.get() }
        readings[place] = nil
        let records = try result.get()
        keep(records, of: stream, after: sequence)
        return records
    }

    private func keep(_ records: [JournalRecord], of stream: JournalStream, after sequence: Int64) {
        guard let last = records.last?.sequence, last > spans[stream]?.end ?? 0 else { return }
        var span = Span(start: sequence, records: [])
        if let known = spans[stream], known.end == sequence {
            // Taken out, so that it is not copied.
            spans[stream] = nil
            span = known
        }
        span.add(records, count: capacity, bytes: Self.byteCapacity)
        spans[stream] = span
    }
}

extension JournalWindow.Span {
    /// Takes entries in behind the last, and lets the oldest go that are too many or weigh too much.
    fileprivate mutating func add(_ new: [JournalRecord], count: Int, bytes limit: Int) {
        records += new
        bytes += new.reduce(0) { $0 + $1.entry.body.count }
        var excess = 0
        while excess < records.count, records.count - excess > count || bytes > limit {
            bytes -= records[excess].entry.body.count
            excess += 1
        }
        guard excess > 0 else { return }
        start = records[excess - 1].sequence
        records.removeFirst(excess)
    }

    fileprivate func firstIndex(after sequence: Int64) -> Int {
        var (low, high) = (0, records.count)
        while low < high {
            let middle = (low + high) / 2
            if records[middle].sequence > sequence { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Counts the resets of a store.
private final class ResetCount: Sendable {
    private let count = Atomic(0)
    private let observation = Mutex<StoreObservation?>(nil)

    init(_ store: any Store) {
        let started = store.observe { [weak self] changes in
            if changes.isReset { self?.count.add(1, ordering: .releasing) }
        }
        observation.withLock { $0 = started }
    }

    var value: Int { count.load(ordering: .acquiring) }
}
