import Essentials
import Store

/// What a metric filter has counted, for one set of values of its dimensions. It outlives restarts.
struct MetricSeriesRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.metricSeries"

    let account: AccountID
    let region: Region
    let group: Int64
    let filter: String
    let namespace: String
    let metric: String
    let unit: String?
    let dimensions: [String: String]
    var samples: Int64 = 0
    var sum: Double = 0
    /// When the last sample was taken, in minutes.
    var lastMinute: Int64 = 0

    var key: RecordKey {
        let names = dimensions.sorted { $0.key < $1.key }
        let text = JSON.array(names.map { .array([.string($0.key), .string($0.value)]) }).text
        return RecordKey(account: account, region: region, id: Self.prefix(group, filter) + text)
    }
    var indexes: [IndexEntry] { [IndexEntry(.filter, Self.prefix(group, filter))] }

    /// No filter's name holds a colon.
    static func prefix(_ group: Int64, _ filter: String) -> String { "\(group)/\(filter):" }

    mutating func add(_ observation: MetricObservation, at now: Timestamp) {
        samples += Int64(observation.samples)
        sum += observation.sum
        lastMinute = now.seconds / 60
    }
}

/// Values of a metric that one batch of events came to.
struct MetricObservation: Sendable, Hashable {
    var samples = 0
    var sum = 0.0
}
