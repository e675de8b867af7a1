import Essentials

/// Writes a structure as a JSON body: blobs in base 64, instants as decimal seconds unless the model says otherwise.
struct JSONBodyEncoder {
    let model: ServiceModel

    func encode(_ structure: Structure, as shape: ShapeID) -> [UInt8] {
        var writer = JSONWriter()
        write(structure, model.shape(shape), &writer)
        return writer.bytes
    }

    func write(_ structure: Structure, _ shape: Shape, _ writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(structure, shape, &writer)
        writer.endObject()
    }

    func writeMembers(_ structure: Structure, _ shape: Shape, _ writer: inout JSONWriter) {
        for member in structure.members {
            guard let index = shape.memberIndex(named: member.name) else { continue }
            let described = shape.members[index]
            writer.name(described.wireName)
            write(member.value, described, &writer)
        }
    }

    func write(_ value: Document, _ member: MemberModel, _ writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .bool(let value): writer.write(value)
        case .integer(let value): writer.write(value)
        case .double(let value): writer.write(value)
        case .string(let value): writer.write(value)
        case .blob(let value): writer.writeBase64(value)
        case .timestamp(let value): write(value, member.timestampFormat ?? shape(member).timestampFormat, &writer)
        case .list(let elements): writeList(elements, shape(member), &writer)
        case .map(let pairs): writeMap(pairs, shape(member), &writer)
        case .structure(let value): write(value, shape(member), &writer)
        }
    }

    private func shape(_ member: MemberModel) -> Shape { model.shape(member.shape) }

    private func write(_ instant: Timestamp, _ format: TimestampFormat?, _ writer: inout JSONWriter) {
        switch format {
        case nil, .unixTimestamp: writer.writeEpochSeconds(instant)
        case .iso8601: writer.write(instant.text(.iso8601))
        case .rfc822: writer.write(instant.rfc822)
        }
    }

    private func writeList(_ elements: [Document], _ shape: Shape, _ writer: inout JSONWriter) {
        writer.beginArray()
        for element in elements {
            if let described = shape.element { write(element, described, &writer) } else { write(element, &writer) }
        }
        writer.endArray()
    }

    private func writeMap(_ pairs: [Document.Pair], _ shape: Shape, _ writer: inout JSONWriter) {
        writer.beginObject()
        for pair in pairs {
            writer.name(pair.key)
            if let described = shape.element {
                write(pair.value, described, &writer)
            } else {
                write(pair.value, &writer)
            }
        }
        writer.endObject()
    }

    /// A value below a document type, of which the model says nothing.
    private func write(_ value: Document, _ writer: inout JSONWriter) {
        writer.write(JSON(value))
    }
}

extension JSON {
    /// The plain JSON of a value of which no model is known.
    init(_ document: Document) {
        switch document {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .double(let value): self = .number(value)
        case .string(let value): self = .string(value)
        case .blob(let value): self = .string(Base64.encode(value))
        case .timestamp(let value): self = .string(value.iso8601)
        case .list(let elements): self = .array(elements.map(JSON.init))
        case .map(let pairs): self = .object(.init(pairs.map { .init(name: $0.key, value: JSON($0.value)) }))
        case .structure(let value):
            self = .object(.init(value.members.map { .init(name: $0.name, value: JSON($0.value)) }))
        }
    }
}
