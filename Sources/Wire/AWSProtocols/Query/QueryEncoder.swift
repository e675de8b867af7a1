import Essentials

/// Writes a structure as the XML of a query response. Source: Smithy specification, "AWS Query protocol".
struct QueryEncoder {
    let model: ServiceModel

    func encode(_ structure: Structure, of operation: OperationModel, requestID: String) -> [UInt8] {
        var writer = XMLWriter()
        let response = "\(operation.name)Response"
        writer.open(response, namespace: model.metadata.xmlNamespace)
        if let output = operation.output {
            let wrapper = operation.resultWrapper ?? "\(operation.name)Result"
            writer.open(wrapper)
            writeMembers(structure, model.shape(output), &writer)
            writer.close(wrapper)
        }
        writer.open("ResponseMetadata")
        writer.element("RequestId", requestID)
        writer.close("ResponseMetadata")
        writer.close(response)
        return writer.bytes
    }

    func writeMembers(_ structure: Structure, _ shape: Shape, _ writer: inout XMLWriter) {
        for member in structure.members {
            guard let index = shape.memberIndex(named: member.name) else { continue }
            let described = shape.members[index]
            write(member.value, described.wireName, described, &writer)
        }
    }

    private func write(_ value: Document, _ name: String, _ member: MemberModel, _ writer: inout XMLWriter) {
        let shape = model.shape(member.shape)
        switch value {
        case .null: break
        case .list(let elements):
            writeList(elements, name, shape, isFlattened: shape.isFlattened(as: member), &writer)
        case .map(let pairs): writeMap(pairs, name, shape, isFlattened: shape.isFlattened(as: member), &writer)
        case .structure(let structure):
            writer.open(name, namespace: member.namespace)
            writeMembers(structure, shape, &writer)
            writer.close(name)
        default: writer.element(name, text(value, member.timestampFormat ?? shape.timestampFormat))
        }
    }

    private func writeList(
        _ elements: [Document], _ name: String, _ shape: Shape, isFlattened: Bool, _ writer: inout XMLWriter
    ) {
        guard let element = shape.element else { return }
        if isFlattened {
            for value in elements { write(value, element.wireName.nonEmpty ?? name, element, &writer) }
            return
        }
        writer.open(name)
        for value in elements { write(value, element.wireName.nonEmpty ?? "member", element, &writer) }
        writer.close(name)
    }

    private func writeMap(
        _ pairs: [Document.Pair], _ name: String, _ shape: Shape, isFlattened: Bool, _ writer: inout XMLWriter
    ) {
        guard let key = shape.key, let element = shape.element else { return }
        let entry = isFlattened ? name : "entry"
        if !isFlattened { writer.open(name) }
        for pair in pairs {
            writer.open(entry)
            writer.element(key.wireName.nonEmpty ?? "key", pair.key)
            write(pair.value, element.wireName.nonEmpty ?? "value", element, &writer)
            writer.close(entry)
        }
        if !isFlattened { writer.close(name) }
    }

    private func text(_ value: Document, _ format: TimestampFormat?) -> String {
        switch value {
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .double(let value): value.description
        case .string(let value): value
        case .blob(let value): Base64.encode(value)
        case .timestamp(let value): text(value, format ?? .iso8601)
        default: ""
        }
    }

    /// IAM and STS tell time by the second.
    private func text(_ value: Timestamp, _ format: TimestampFormat) -> String {
        format == .iso8601 ? value.iso8601 : value.text(format)
    }
}

extension Timestamp {
    /// ISO 8601 carries milliseconds only where there are any.
    func text(_ format: TimestampFormat) -> String {
        switch format {
        case .iso8601: milliseconds % 1000 == 0 ? iso8601 : CivilTime(self).iso8601WithMilliseconds
        case .rfc822: rfc822
        case .unixTimestamp: String(seconds)
        }
    }
}
