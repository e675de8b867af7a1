import Essentials

/// Reads query parameters into a structure, guided by the model.
///
/// Parameters that the model does not know are skipped. Source: Smithy specification, "AWS Query protocol".
struct QueryDecoder {
    let model: ServiceModel
    let tree: QueryTree

    init(_ model: ServiceModel, _ parameters: QueryParameters) throws(AWSError) {
        self.model = model
        tree = try QueryTree(parameters.parameters)
    }

    func decode(as shape: ShapeID) throws(AWSError) -> Structure {
        try structure(model.shape(shape), QueryTree.root)
    }

    private func structure(_ shape: Shape, _ node: Int) throws(AWSError) -> Structure {
        var structure = Structure(capacity: min(shape.members.count, 8))
        for member in shape.members {
            guard let node = tree.child(member.wireName, of: node) else { continue }
            structure.append(member.name, try value(member, node))
        }
        return structure
    }

    private func value(_ member: MemberModel, _ node: Int) throws(AWSError) -> Document {
        let shape = model.shape(member.shape)
        switch shape.kind {
        case .structure:
            if let text = tree.value(node), !text.isEmpty {
                throw AWSError.serialization("Unexpected complex element termination")
            }
            return .structure(try structure(shape, node))
        case .list: return .list(try list(shape, node, isFlattened: shape.isFlattened(as: member)))
        case .map: return .map(try map(shape, node, isFlattened: shape.isFlattened(as: member)))
        default:
            guard !tree.hasChildren(node), let text = tree.value(node) else {
                throw AWSError.serialization("Start of structure or map found where not expected.")
            }
            return try scalar(text, shape, member.timestampFormat)
        }
    }

    /// `Name.member.N` or, flattened, `Name.N`. An empty `Name=` is an empty list.
    private func list(_ shape: Shape, _ node: Int, isFlattened: Bool) throws(AWSError) -> [Document] {
        guard let element = shape.element else { throw AWSError.internalFailure }
        try refuseText(node)
        let wireName = element.wireName.nonEmpty ?? "member"
        guard let parent = isFlattened ? node : tree.child(wireName, of: node) else { return [] }
        var elements: [Document] = []
        for child in try tree.numberedChildren(of: parent) { elements.append(try value(element, child)) }
        return elements
    }

    /// `Name.entry.N.key` and `.value` or, flattened, `Name.N.key`.
    private func map(_ shape: Shape, _ node: Int, isFlattened: Bool) throws(AWSError) -> [Document.Pair] {
        guard let key = shape.key, let element = shape.element else { throw AWSError.internalFailure }
        try refuseText(node)
        guard let parent = isFlattened ? node : tree.child("entry", of: node) else { return [] }
        let (keyName, valueName) = (key.wireName.nonEmpty ?? "key", element.wireName.nonEmpty ?? "value")
        var pairs = PairCollector()
        for child in try tree.numberedChildren(of: parent) {
            guard let keyNode = tree.child(keyName, of: child), let text = tree.value(keyNode) else {
                throw AWSError.serialization("MapEntry must have a key")
            }
            guard let valueNode = tree.child(valueName, of: child) else {
                pairs.set(text, .null)
                continue
            }
            pairs.set(text, try value(element, valueNode))
        }
        return pairs.pairs
    }

    private func refuseText(_ node: Int) throws(AWSError) {
        if let text = tree.value(node), !text.isEmpty {
            throw AWSError.serialization("Unexpected list element termination")
        }
    }

    private func scalar(
        _ text: String, _ shape: Shape, _ format: TimestampFormat?
    ) throws(AWSError) -> Document {
        let value: Document? =
            switch shape.kind {
            case .boolean: Self.bool(text).map(Document.bool)
            case .integer: Int32(text).map { .integer(Int64($0)) }
            case .long: Int64(text).map(Document.integer)
            case .float, .double: Double(text).flatMap { $0.isFinite ? .double($0) : nil }
            case .blob: Base64.decode(text).map(Document.blob)
            case .timestamp: timestamp(text, format ?? shape.timestampFormat).map(Document.timestamp)
            default: .string(text)
            }
        guard let value else {
            throw AWSError.serialization("STRING_VALUE can not be converted to \(shape.kind.javaName)")
        }
        return value
    }

    private static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    private func timestamp(_ text: String, _ format: TimestampFormat?) -> Timestamp? {
        switch format {
        case .rfc822: Timestamp(rfc822: text)
        case .unixTimestamp: Double(text).flatMap { Timestamp(epochSeconds: $0) }
        default: Timestamp(iso8601: text)
        }
    }
}

extension Shape {
    /// Either the shape or the member that uses it may say so.
    func isFlattened(as member: MemberModel) -> Bool {
        flags.contains(.flattened) || member.flags.contains(.flattened)
    }
}

extension String {
    var nonEmpty: String? { isEmpty ? nil : self }
}
