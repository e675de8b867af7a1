/// A typed document that the store keeps.
///
/// The body is JSON made by `Codable`. It stays readable across releases by three rules: fields that are not known
/// are ignored, a field that is added must be optional or have a default in `init(from:)`, and a change that these
/// cannot express raises `layout` and is undone for older bodies by `upgrade`.
public protocol StoredRecord: Codable, Sendable {
    static var kind: RecordKind { get }
    /// The number of the body's present form; 1 unless it has been changed incompatibly.
    static var layout: Int { get }
    /// Turns the JSON body of an older layout into the present one's.
    static func upgrade(_ body: [UInt8], from layout: Int) throws -> [UInt8]

    var key: RecordKey { get }
    /// Every field that the record can be found by. Derived from the record alone.
    var indexes: [IndexEntry] { get }
}

extension StoredRecord {
    public static var layout: Int { 1 }
    public static func upgrade(_ body: [UInt8], from layout: Int) throws -> [UInt8] { body }
    public var indexes: [IndexEntry] { [] }
}

/// A record as read, with the version to hand back when it is updated.
public struct Versioned<Record: StoredRecord>: Sendable {
    public let record: Record
    public let version: RecordVersion

    public init(_ record: Record, version: RecordVersion) {
        self.record = record
        self.version = version
    }
}

/// Differs after every write of a record, and grows. Never used twice in one store, not even for a key that was
/// deleted and made again.
public struct RecordVersion: Hashable, Comparable, Sendable {
    public let number: Int64

    public init(_ number: Int64) { self.number = number }

    public static func < (left: RecordVersion, right: RecordVersion) -> Bool { left.number < right.number }
}
