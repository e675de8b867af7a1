import Essentials

extension Document {
    /// Free-form JSON, as document types carry it.
    init(_ json: JSON) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .array(let elements): self = .list(elements.map(Document.init))
        case .object(let object): self = .map(object.members.map { .init(key: $0.name, value: Document($0.value)) })
        }
    }
}
