/// Reads the elements of an XML body into a structure, guided by the model.
///
/// S3 holds bodies against its schema: an element that is not in it, or twice where one may stand, is MalformedXML.
struct XMLBodyDecoder {
    let model: ServiceModel

    func structure(_ shape: Shape, _ element: XMLElement) throws(AWSError) -> Structure {
        guard element.text.utf8.allSatisfy(XMLParser.isSpace) else { throw .malformedXML }
        var structure = Structure(capacity: element.children.count)
        for member in shape.members where member.flags.contains(.xmlAttribute) {
            let name = member.wireName.split(separator: ":").last.map(String.init) ?? member.wireName
            if let text = element.attribute(name) { structure.append(member.name, .string(text)) }
        }
        var lists: [Int: [Document]] = [:]
        for child in element.children {
            guard let index = shape.memberIndex(ofElement: child.name, in: model) else { throw .malformedXML }
            let member = shape.members[index]
            let described = model.shape(member.shape)
            if described.kind == .list, described.isFlattened(as: member), let item = described.element {
                if lists[index] == nil { structure.append(member.name, .list([])) }
                lists[index, default: []].append(try value(item, child))
            } else {
                guard structure[member.name] == nil else { throw .malformedXML }
                structure.append(member.name, try value(member, child))
            }
        }
        for (index, elements) in lists { structure[shape.members[index].name] = .list(elements) }
        return structure
    }

    private func value(_ member: MemberModel, _ element: XMLElement) throws(AWSError) -> Document {
        let shape = model.shape(member.shape)
        switch shape.kind {
        case .structure: return .structure(try structure(shape, element))
        case .list: return .list(try list(shape, element))
        case .map: return .map(try map(shape, element))
        default:
            guard element.children.isEmpty else { throw .malformedXML }
            let text = shape.kind == .string ? element.text : element.text.trimmingXMLSpace
            let format = member.timestampFormat ?? shape.timestampFormat ?? .iso8601
            guard let value = shape.document(of: text, format) else { throw .malformedXML }
            return value
        }
    }

    private func list(_ shape: Shape, _ element: XMLElement) throws(AWSError) -> [Document] {
        guard let item = shape.element, element.text.utf8.allSatisfy(XMLParser.isSpace) else { throw .malformedXML }
        var elements: [Document] = []
        elements.reserveCapacity(element.children.count)
        for child in element.children {
            guard child.name == item.wireName.nonEmpty ?? "member" else { throw .malformedXML }
            elements.append(try value(item, child))
        }
        return elements
    }

    private func map(_ shape: Shape, _ element: XMLElement) throws(AWSError) -> [Document.Pair] {
        guard let key = shape.key, let item = shape.element else { throw .internalFailure }
        var pairs = PairCollector()
        for entry in element.children {
            let named = entry.children.first { $0.name == key.wireName.nonEmpty ?? "key" }
            let held = entry.children.first { $0.name == item.wireName.nonEmpty ?? "value" }
            guard entry.name == "entry", let named, let held else { throw .malformedXML }
            pairs.set(named.text, try value(item, held))
        }
        return pairs.pairs
    }
}

extension Shape {
    /// The member that an element of this name belongs to. The elements of a flattened list may have a name of their own.
    fileprivate func memberIndex(ofElement name: String, in model: ServiceModel) -> Int? {
        members.firstIndex { member in
            guard member.location == .body, !member.flags.contains(.xmlAttribute) else { return false }
            let shape = model.shape(member.shape)
            if shape.kind == .list, shape.isFlattened(as: member) {
                return name == shape.element?.wireName.nonEmpty ?? member.wireName
            }
            return name == member.wireName
        }
    }
}

extension String {
    fileprivate var trimmingXMLSpace: String {
        var text = unicodeScalars[...]
        while let first = text.first, first.value <= 0x20 { text.removeFirst() }
        while let last = text.last, last.value <= 0x20 { text.removeLast() }
        return String(text)
    }
}
