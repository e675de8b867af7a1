import Essentials

/// Positions and queries as bytes. Two queries have the same bytes only if they are equal.
enum PositionCoding {
    static func encode(_ position: RecordPosition) -> [UInt8] {
        var writer = ByteWriter()
        switch position.value {
        case nil: writer.put(0 as UInt8)
        case .integer(let number):
            writer.put(1 as UInt8)
            writer.put(number)
        case .string(let text):
            writer.put(2 as UInt8)
            writer.put(text)
        }
        put(position.key.account, position.key.region, &writer)
        writer.put(position.key.id)
        return writer.bytes
    }

    static func decodeRecordPosition(_ bytes: [UInt8]) -> RecordPosition? {
        var reader = ByteReader(bytes)
        let value: IndexValue?
        switch reader.byte() {
        case 0: value = nil
        case 1:
            guard let number = reader.integer() else { return nil }
            value = .integer(number)
        case 2:
            guard let text = reader.text() else { return nil }
            value = .string(text)
        default: return nil
        }
        guard let account = reader.text(), let region = reader.text(), let id = reader.text(), reader.isAtEnd else {
            return nil
        }
        return RecordPosition(value: value, key: RecordKey(account: AccountID(account), region: Region(region), id: id))
    }

    static func encode(_ position: JournalPosition) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(position.time.milliseconds)
        writer.put(position.sequence)
        return writer.bytes
    }

    static func decodeJournalPosition(_ bytes: [UInt8]) -> JournalPosition? {
        var reader = ByteReader(bytes)
        guard let time = reader.integer(), let sequence = reader.integer(), reader.isAtEnd else { return nil }
        return JournalPosition(time: Timestamp(milliseconds: time), sequence: sequence)
    }

    static func encode(_ query: RecordQuery, _ context: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.put("records")
        writer.put(context)
        writer.put(query.kind.description)
        put(query.scope, &writer)
        writer.put(query.direction.rawValue)
        switch query.order {
        case .id: writer.put(0 as UInt8)
        case .field(let field):
            writer.put(1 as UInt8)
            writer.put(field.description)
        }
        if let predicate = query.predicate { put(predicate, &writer) }
        return writer.bytes
    }

    static func encode(_ query: JournalQuery, _ context: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.put("journal")
        writer.put(context)
        writer.put(query.stream.description)
        put(query.account, query.region, &writer)
        writer.put(query.times.lowerBound.milliseconds)
        writer.put(query.times.upperBound.milliseconds)
        writer.put(query.order == .newestFirst ? 0 : 1 as UInt8)
        for term in query.terms { writer.put(Int64(bitPattern: term.number)) }
        return writer.bytes
    }

    private static func put(_ account: AccountID?, _ region: Region?, _ writer: inout ByteWriter) {
        writer.put(account?.description ?? "")
        writer.put(region?.description ?? "")
    }

    private static func put(_ scope: RecordScope, _ writer: inout ByteWriter) {
        switch scope {
        case .everywhere: writer.put(0 as UInt8)
        case .account(let account):
            writer.put(1 as UInt8)
            put(account, nil, &writer)
        case .region(let account, let region):
            writer.put(2 as UInt8)
            put(account, region, &writer)
        }
    }

    private static func put(_ predicate: Predicate, _ writer: inout ByteWriter) {
        switch predicate {
        case .equals(let field, let value): put(1, field, [value], &writer)
        case .isIn(let field, let values): put(2, field, values, &writer)
        case .hasPrefix(let field, let prefix): put(3, field, [.string(prefix)], &writer)
        case .exists(let field): put(4, field, [], &writer)
        case .compares(let field, let comparison, let bound):
            put(16 + comparison.rawValue, field, [bound], &writer)
        case .and(let parts): put(5, parts, &writer)
        case .or(let parts): put(6, parts, &writer)
        case .not(let part): put(7, [part], &writer)
        }
    }

    private static func put(_ tag: UInt8, _ field: IndexField, _ values: [IndexValue], _ writer: inout ByteWriter) {
        writer.put(tag)
        writer.put(field.description)
        writer.put(Int64(values.count))
        for value in values {
            switch value {
            case .integer(let number):
                writer.put(0 as UInt8)
                writer.put(number)
            case .string(let text):
                writer.put(1 as UInt8)
                writer.put(text)
            }
        }
    }

    private static func put(_ tag: UInt8, _ parts: [Predicate], _ writer: inout ByteWriter) {
        writer.put(tag)
        writer.put(Int64(parts.count))
        for part in parts { put(part, &writer) }
    }
}
