import Essentials

/// Writes a structure as the elements of an XML body.
struct XMLBodyEncoder {
    let model: ServiceModel

    static let s3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    private static let schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

    func write(_ structure: Structure, _ shape: Shape, root: String, _ writer: inout XMLWriter) {
        // The answer to GetBucketLocation is one element that is the location itself.
        if root == "LocationConstraint" {
            writer.open(root, namespace: Self.s3Namespace)
            if case .string(let text) = structure[root] { writer.escape(text) }
            return writer.close(root)
        }
        writer.open(root, namespace: model.metadata.xmlNamespace ?? Self.s3Namespace)
        writeMembers(structure, shape, &writer)
        writer.close(root)
    }

    private func writeMembers(_ structure: Structure, _ shape: Shape, _ writer: inout XMLWriter) {
        for member in structure.members {
            guard let index = shape.memberIndex(named: member.name) else { continue }
            let described = shape.members[index]
            guard described.location == .body, !described.flags.contains(.xmlAttribute) else { continue }
            write(member.value, described.wireName, described, &writer)
        }
    }

    private func write(_ value: Document, _ name: String, _ member: MemberModel, _ writer: inout XMLWriter) {
        let shape = model.shape(member.shape)
        switch value {
        case .list(let elements): write(elements, name, shape, isFlattened: shape.isFlattened(as: member), &writer)
        case .map(let pairs): write(pairs, name, shape, &writer)
        case .structure(let structure):
            open(name, structure, shape, &writer)
            writeMembers(structure, shape, &writer)
            writer.close(name)
        default:
            guard let text = value.text(member.timestampFormat ?? shape.timestampFormat ?? .iso8601) else { return }
            writer.element(name, text)
        }
    }

    /// The start tag, with the members that are attributes: `xsi:type` is the only one there is.
    private func open(_ name: String, _ structure: Structure, _ shape: Shape, _ writer: inout XMLWriter) {
        let attributes = shape.members.filter { $0.flags.contains(.xmlAttribute) }
        guard !attributes.isEmpty else { return writer.open(name) }
        writer.raw("<\(name) xmlns:xsi=\"\(Self.schemaInstance)\"")
        for member in attributes {
            guard case .string(let text)? = structure[member.name] else { continue }
            writer.raw(" \(member.wireName)=\"")
            writer.escape(text)
            writer.raw("\"")
        }
        writer.raw(">")
    }

    private func write(
        _ elements: [Document], _ name: String, _ shape: Shape, isFlattened: Bool, _ writer: inout XMLWriter
    ) {
        guard let element = shape.element else { return }
        if !isFlattened { writer.open(name) }
        let elementName = element.wireName.nonEmpty ?? (isFlattened ? name : "member")
        for value in elements { write(value, elementName, element, &writer) }
        if !isFlattened { writer.close(name) }
    }

    private func write(_ pairs: [Document.Pair], _ name: String, _ shape: Shape, _ writer: inout XMLWriter) {
        guard let key = shape.key, let element = shape.element else { return }
        writer.open(name)
        for pair in pairs {
            writer.open("entry")
            writer.element(key.wireName.nonEmpty ?? "key", pair.key)
            write(pair.value, element.wireName.nonEmpty ?? "value", element, &writer)
            writer.close("entry")
        }
        writer.close(name)
    }
}
