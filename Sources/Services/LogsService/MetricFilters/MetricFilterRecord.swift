import Essentials
import Store

/// A metric filter of a group.
struct MetricFilterRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.metricFilter"

    struct Transformation: Codable, Hashable, Sendable {
        var metricName: String
        var metricNamespace: String
        /// A number, or what of the event has it: `$bytes`, `$.latency`.
        var metricValue: String
        var defaultValue: Double?
        /// Names of dimensions, and what of the event has their values.
        var dimensions: [String: String]
        var unit: String?
    }

    let account: AccountID
    let region: Region
    let group: Int64
    let groupName: String
    let name: String
    var pattern: String
    var transformation: Transformation
    /// `@aws.account` and `@aws.region`, which become dimensions too.
    var systemFields: [String] = []
    let createdAt: Timestamp

    var key: RecordKey { Self.key(account, region, group: group, name) }
    var indexes: [IndexEntry] {
        [
            IndexEntry(.group, LogStreamRecord.prefix(group) + name), IndexEntry(.name, name),
            IndexEntry(.metric, Self.metric(transformation.metricNamespace, transformation.metricName)),
        ]
    }

    static func key(_ account: AccountID, _ region: Region, group: Int64, _ name: String) -> RecordKey {
        RecordKey(account: account, region: region, id: LogStreamRecord.prefix(group) + name)
    }

    /// Neither name may hold a colon.
    static func metric(_ namespace: String, _ name: String) -> String { "\(namespace):\(name)" }
}

extension ReadTransaction {
    func metricFilters(of group: LogGroupRecord) throws -> [MetricFilterRecord] {
        try query(
            MetricFilterRecord.self, in: .region(group.account, group.region),
            where: .hasPrefix(.group, LogStreamRecord.prefix(group.number)), order: .field(.group),
            limit: LogsQuotas.metricFilters
        ).records.map(\.record)
    }
}
