import Essentials

/// The name of a journal, such as `audit`. Each has its own sequence numbers.
public struct JournalStream: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String

    public init(_ name: String) { description = name }
    public init(stringLiteral name: String) { description = name }
}

/// Something that happened, as it is kept in a journal.
///
/// Appending the same id twice stores two entries: an index of ids would cost every call more than the insert itself.
/// Whoever must not repeat an entry writes it in the transaction of the record that it belongs to.
public struct JournalEntry: Hashable, Sendable {
    public var stream: JournalStream
    public var account: AccountID?
    public var region: Region?
    public var time: Timestamp
    public var id: String
    /// What the entry can be looked up by. An entry without any, of a stream that is indexed, is given them by whoever
    /// indexes it.
    public var terms: [JournalTerm]
    public var body: [UInt8]

    public init(
        stream: JournalStream, account: AccountID?, region: Region?, time: Timestamp, id: String,
        terms: [JournalTerm] = [], body: [UInt8]
    ) {
        self.stream = stream
        self.account = account
        self.region = region
        self.time = time
        self.id = id
        self.terms = terms
        self.body = body
    }
}

/// An entry with its place in its stream. Numbers start at 1 and grow; there may be gaps.
public struct JournalRecord: Hashable, Sendable {
    public let sequence: Int64
    public let entry: JournalEntry

    public init(sequence: Int64, entry: JournalEntry) {
        self.sequence = sequence
        self.entry = entry
    }
}
