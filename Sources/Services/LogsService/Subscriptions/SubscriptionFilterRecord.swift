import AWSProtocols
import Essentials
import LogPatterns
import LogsModel
import Store

/// A subscription filter of a group: which events are delivered where.
struct SubscriptionFilterRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.subscriptionFilter"

    let account: AccountID
    let region: Region
    let group: Int64
    let groupName: String
    let name: String
    var pattern: String
    /// Of an SNS topic.
    var destinationARN: String
    var roleARN: String?
    var distribution: Distribution
    let createdAt: Timestamp

    var key: RecordKey { Self.key(account, region, group: group, name) }
    var indexes: [IndexEntry] { [IndexEntry(.group, LogStreamRecord.prefix(group) + name)] }

    static func key(_ account: AccountID, _ region: Region, group: Int64, _ name: String) -> RecordKey {
        RecordKey(account: account, region: region, id: LogStreamRecord.prefix(group) + name)
    }
}

extension Distribution: Codable {}

extension ReadTransaction {
    func subscriptionFilters(of group: LogGroupRecord) throws -> [SubscriptionFilterRecord] {
        try query(
            SubscriptionFilterRecord.self, in: .region(group.account, group.region),
            where: .hasPrefix(.group, LogStreamRecord.prefix(group.number)), order: .field(.group),
            limit: LogsQuotas.subscriptionFilters
        ).records.map(\.record)
    }
}

/// A subscription filter, made ready for events.
struct CompiledSubscription: Sendable {
    let record: SubscriptionFilterRecord
    private let pattern: FilterPattern

    /// Throws InvalidParameterException.
    init(_ record: SubscriptionFilterRecord) throws(AWSError) {
        self.record = record
        pattern = try FilterPattern(parameter: record.pattern)
    }

    var regexCount: Int { pattern.regexCount }

    /// The places of the matching events in the batch.
    func matching(_ events: ArraySlice<InputLogEvent>) -> [Int] {
        if pattern.matchesEverything { return Array(0..<events.count) }
        var matcher = FilterMatcher(pattern)
        return events.enumerated().compactMap { index, event in
            matcher.matches(Array(event.message.utf8)) ? index : nil
        }
    }
}
