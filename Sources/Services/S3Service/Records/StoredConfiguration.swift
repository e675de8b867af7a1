import AWSProtocols
import Essentials

/// A structure of the service's model as a record keeps it.
struct StoredConfiguration<Value: ModelStructure>: Codable, Sendable, Equatable {
    var value: Value

    init(_ value: Value) { self.value = value }

    init(from decoder: any Decoder) throws {
        let stored = try StoredDocument(from: decoder)
        guard case .structure(let structure) = stored.document, let value = try? Value(structure) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a structure of the model"))
        }
        self.value = value
    }

    func encode(to encoder: any Encoder) throws { try StoredDocument(.structure(value.structure)).encode(to: encoder) }
}

/// A value of a service model as JSON. Where JSON has no such type, an object of one member names it.
private struct StoredDocument: Codable {
    let document: Document

    init(_ document: Document) { self.document = document }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private enum Tag: String, CodingKey {
        case structure = "s"
        case map = "m"
        case timestamp = "t"
        case blob = "b"
    }

    private struct Pair: Codable {
        let key: String
        let value: StoredDocument
    }

    init(from decoder: any Decoder) throws {
        if let tagged = try? decoder.container(keyedBy: Tag.self), let tag = tagged.allKeys.first {
            document = try Self.tagged(tag, tagged)
            return
        }
        if var list = try? decoder.unkeyedContainer() {
            var elements: [Document] = []
            while !list.isAtEnd { elements.append(try list.decode(StoredDocument.self).document) }
            document = .list(elements)
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            document = .null
        } else if let flag = try? single.decode(Bool.self) {
            document = .bool(flag)
        } else if let number = try? single.decode(Int64.self) {
            document = .integer(number)
        } else if let number = try? single.decode(Double.self) {
            document = .double(number)
        } else {
            document = .string(try single.decode(String.self))
        }
    }

    private static func tagged(_ tag: Tag, _ container: KeyedDecodingContainer<Tag>) throws -> Document {
        switch tag {
        case .timestamp: return .timestamp(try container.decode(Timestamp.self, forKey: tag))
        case .blob: return .blob(try container.decode([UInt8].self, forKey: tag))
        case .map:
            return .map(
                try container.decode([Pair].self, forKey: tag).map { .init(key: $0.key, value: $0.value.document) })
        case .structure:
            let members = try container.nestedContainer(keyedBy: Name.self, forKey: tag)
            return .structure(
                Structure(
                    try members.allKeys.sorted { $0.stringValue < $1.stringValue }.map { name in
                        .init(
                            name: name.stringValue,
                            value: try members.decode(StoredDocument.self, forKey: name).document)
                    }))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch document {
        case .null:
            var single = encoder.singleValueContainer()
            try single.encodeNil()
        case .bool(let value): try Self.encode(value, encoder)
        case .integer(let value): try Self.encode(value, encoder)
        case .double(let value): try Self.encode(value, encoder)
        case .string(let value): try Self.encode(value, encoder)
        case .list(let elements): try Self.encode(elements.map(StoredDocument.init), encoder)
        case .timestamp(let value): try Self.encode(value, as: .timestamp, encoder)
        case .blob(let value): try Self.encode(value, as: .blob, encoder)
        case .map(let pairs):
            try Self.encode(pairs.map { Pair(key: $0.key, value: StoredDocument($0.value)) }, as: .map, encoder)
        case .structure(let structure):
            var tagged = encoder.container(keyedBy: Tag.self)
            var members = tagged.nestedContainer(keyedBy: Name.self, forKey: .structure)
            for member in structure.members {
                try members.encode(StoredDocument(member.value), forKey: Name(stringValue: member.name))
            }
        }
    }

    private static func encode(_ value: some Encodable, _ encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        try single.encode(value)
    }

    private static func encode(_ value: some Encodable, as tag: Tag, _ encoder: any Encoder) throws {
        var tagged = encoder.container(keyedBy: Tag.self)
        try tagged.encode(value, forKey: tag)
    }
}
