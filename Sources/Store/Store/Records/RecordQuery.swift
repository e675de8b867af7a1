/// Which records, and in which order.
public struct RecordQuery: Hashable, Sendable {
    public enum Order: Hashable, Sendable {
        /// By account, then region, then id.
        case id
        /// By one field's value, ties by account, region, id. Records without the field are left out; one with several
        /// values comes once for each that satisfies the predicate's own conditions on that field.
        case field(IndexField)
    }

    public enum Direction: UInt8, Hashable, Sendable {
        case ascending
        case descending
    }

    public var kind: RecordKind
    public var scope: RecordScope
    public var predicate: Predicate?
    public var order: Order
    public var direction: Direction

    public init(
        _ kind: RecordKind, in scope: RecordScope, where predicate: Predicate? = nil, order: Order = .id,
        direction: Direction = .ascending
    ) {
        self.kind = kind
        self.scope = scope
        self.predicate = predicate
        self.order = order
        self.direction = direction
    }
}

/// The place of a record in a query's order: pages continue after it, whether or not that record is still there.
public struct RecordPosition: Hashable, Sendable {
    /// The value that the record was ordered by; nil in order of id.
    public let value: IndexValue?
    public let key: RecordKey

    public init(value: IndexValue?, key: RecordKey) {
        self.value = value
        self.key = key
    }
}

/// One page of a query; `next` is nil on the last.
public struct RecordPage<Record: StoredRecord>: Sendable {
    public let records: [Versioned<Record>]
    public let next: RecordPosition?

    public init(records: [Versioned<Record>], next: RecordPosition?) {
        self.records = records
        self.next = next
    }
}
