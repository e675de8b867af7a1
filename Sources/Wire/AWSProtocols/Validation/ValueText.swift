/// A value as AWS repeats it in a validation message: the `toString()` of the Java value.
struct ValueText {
    let model: ServiceModel

    func text(_ value: Document, _ shape: Shape) -> String {
        switch value {
        case .null: return "null"
        case .bool(let value): return String(value)
        case .integer(let value): return String(value)
        case .double(let value): return String(value)
        case .string(let value): return value
        case .blob(let bytes): return "java.nio.HeapByteBuffer[pos=0 lim=\(bytes.count) cap=\(bytes.count)]"
        case .timestamp(let instant): return instant.iso8601
        case .list(let elements):
            return "[\(elements.map { text($0, of: shape.element) }.joined(separator: ", "))]"
        case .map(let pairs):
            let entries = pairs.map { "\(text(.string($0.key), of: shape.key))=\(text($0.value, of: shape.element))" }
            return "{\(entries.joined(separator: ", "))}"
        case .structure(let structure): return text(structure, shape)
        }
    }

    private func text(_ structure: Structure, _ shape: Shape) -> String {
        let members = structure.members.map { member in
            let described = shape.memberIndex(named: member.name).map { shape.members[$0] }
            return "\(member.name.firstLetterLowercased)=\(text(member.value, of: described))"
        }
        return "\(shape.name)(\(members.joined(separator: ", ")))"
    }

    private func text(_ value: Document, of member: MemberModel?) -> String {
        guard let shape = member.map({ model.shape($0.shape) }) else { return "***" }
        return shape.flags.contains(.sensitive) ? "***" : text(value, shape)
    }
}
