import Essentials
import Store

/// An event on its way to one target of one rule. It is there until the target has it, or it is given up.
struct DeliveryRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "events.delivery"

    /// The ARN of the target: deliveries to one destination wait for each other, and for no other.
    let destination: String
    let id: String
    let bus: BusID
    let rule: String
    let target: String
    /// The event in its envelope, as JSON text.
    let event: String
    let ingested: Timestamp
    /// Whether it came from another bus.
    let isForwarded: Bool
    /// Whether it is of a management event that only reads.
    let isReadOnly: Bool
    /// How often it was tried in vain.
    var attempts = 0
    var due: Timestamp
    /// Why the last attempt failed.
    var lastError: String?

    var key: RecordKey { RecordKey(account: nil, region: nil, id: "\(destination)\n\(id)") }

    /// In order of due times among those of one destination.
    var indexes: [IndexEntry] { [IndexEntry(.lane, "\(destination)\n\(Self.ordered(due))")] }

    /// The destination of the delivery that a key is of.
    static func destination(of key: RecordKey) -> String { String(key.id.prefix { $0 != "\n" }) }

    /// Text that sorts as the times do.
    private static func ordered(_ time: Timestamp) -> String {
        let digits = String(max(0, time.milliseconds))
        return String(repeating: "0", count: max(0, 16 - digits.count)) + digits
    }
}

extension ReadTransaction {
    /// The deliveries to a destination that are due first.
    func deliveries(to destination: String, limit: Int) throws -> [DeliveryRecord] {
        try query(
            DeliveryRecord.self, in: .account(nil), where: .hasPrefix(.lane, "\(destination)\n"), order: .field(.lane),
            limit: limit
        ).records.map(\.record)
    }

    /// The destination after this one, in order, that has deliveries; the first where `destination` is nil.
    func nextDestination(after destination: String?) throws -> String? {
        // Behind the line's end comes what sorts after every delivery to it.
        let position = destination.map {
            RecordPosition(value: nil, key: RecordKey(account: nil, region: nil, id: "\($0)\n~"))
        }
        return try query(DeliveryRecord.self, in: .account(nil), limit: 1, after: position).records.first?
            .record.destination
    }
}
