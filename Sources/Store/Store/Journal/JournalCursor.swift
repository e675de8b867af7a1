import Essentials

/// How far one consumer has read one stream. Put in the transaction that stores what the consumer made of the entries,
/// so that each entry takes effect exactly once.
public struct JournalCursor: StoredRecord, Hashable {
    public static let kind: RecordKind = "store.journalCursor"

    public let stream: String
    public let consumer: String
    /// The last entry that has been dealt with; 0 before the first.
    public var sequence: Int64

    public init(_ stream: JournalStream, consumer: String, sequence: Int64 = 0) {
        self.stream = stream.description
        self.consumer = consumer
        self.sequence = sequence
    }

    public var key: RecordKey { Self.key(JournalStream(stream), consumer: consumer) }

    public static func key(_ stream: JournalStream, consumer: String) -> RecordKey {
        RecordKey(account: nil, region: nil, id: "\(stream)/\(consumer)")
    }
}
