import Essentials

/// Writes a structure as the form body of a query request, for clients.
struct QueryFormEncoder {
    let model: ServiceModel

    func encode(_ input: Structure, of operation: OperationModel) -> [UInt8] {
        var form = Form()
        form.add("Action", operation.name)
        form.add("Version", model.metadata.apiVersion)
        if let shape = operation.input { add(input, model.shape(shape), "", &form) }
        return form.bytes
    }

    private func add(_ structure: Structure, _ shape: Shape, _ prefix: String, _ form: inout Form) {
        for member in structure.members {
            guard let index = shape.memberIndex(named: member.name) else { continue }
            let described = shape.members[index]
            add(member.value, described, prefix + described.wireName, &form)
        }
    }

    private func add(_ value: Document, _ member: MemberModel, _ name: String, _ form: inout Form) {
        let shape = model.shape(member.shape)
        switch value {
        case .null: break
        case .bool(let value): form.add(name, String(value))
        case .integer(let value): form.add(name, String(value))
        case .double(let value): form.add(name, value.description)
        case .string(let value): form.add(name, value)
        case .blob(let value): form.add(name, Base64.encode(value))
        case .timestamp(let value):
            form.add(name, value.text(member.timestampFormat ?? shape.timestampFormat ?? .iso8601))
        // Its bare name keeps an empty structure's place in a list.
        case .structure(let structure) where structure.isEmpty: form.add(name, "")
        case .structure(let structure): add(structure, shape, name + ".", &form)
        case .list(let elements): add(elements, shape, shape.isFlattened(as: member), name, &form)
        case .map(let pairs): add(pairs, shape, shape.isFlattened(as: member), name, &form)
        }
    }

    private func add(_ elements: [Document], _ shape: Shape, _ isFlattened: Bool, _ name: String, _ form: inout Form) {
        guard let element = shape.element else { return }
        if elements.isEmpty { form.add(name, "") }
        let prefix = isFlattened ? name : "\(name).\(element.wireName.nonEmpty ?? "member")"
        for (index, value) in elements.enumerated() { add(value, element, "\(prefix).\(index + 1)", &form) }
    }

    private func add(
        _ pairs: [Document.Pair], _ shape: Shape, _ isFlattened: Bool, _ name: String, _ form: inout Form
    ) {
        guard let key = shape.key, let element = shape.element else { return }
        if pairs.isEmpty { form.add(name, "") }
        for (index, pair) in pairs.enumerated() {
            let prefix = isFlattened ? "\(name).\(index + 1)" : "\(name).entry.\(index + 1)"
            form.add("\(prefix).\(key.wireName.nonEmpty ?? "key")", pair.key)
            add(pair.value, element, "\(prefix).\(element.wireName.nonEmpty ?? "value")", &form)
        }
    }

    private struct Form {
        var bytes: [UInt8] = []

        mutating func add(_ name: String, _ value: String) {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
            encode(name)
            bytes.append(UInt8(ascii: "="))
            encode(value)
        }

        private mutating func encode(_ text: String) {
            for byte in text.utf8 {
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
                default:
                    bytes.append(UInt8(ascii: "%"))
                    bytes.append(contentsOf: Hex.encodedBytes(CollectionOfOne(byte)))
                }
            }
        }
    }
}
