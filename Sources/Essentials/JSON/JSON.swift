/// A JSON value. Objects keep the order of their members.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object(Object)

    /// The members of an object in written order; a name occurs at most once.
    public struct Object: Hashable, Sendable, ExpressibleByDictionaryLiteral {
        public private(set) var members: [Member]

        public struct Member: Hashable, Sendable {
            public var name: String
            public var value: JSON

            public init(name: String, value: JSON) {
                self.name = name
                self.value = value
            }
        }

        public init(_ members: [Member] = []) { self.members = members }

        public init(dictionaryLiteral elements: (String, JSON)...) {
            members = elements.map { Member(name: $0.0, value: $0.1) }
        }

        public subscript(name: String) -> JSON? {
            get { members.first { $0.name == name }?.value }
            set {
                let index = members.firstIndex { $0.name == name }
                switch (index, newValue) {
                case (let index?, let value?): members[index].value = value
                case (let index?, nil): members.remove(at: index)
                case (nil, let value?): members.append(Member(name: name, value: value))
                case (nil, nil): break
                }
            }
        }

        /// Adds a member whose name is known to be new.
        public mutating func append(_ name: String, _ value: JSON) {
            members.append(Member(name: name, value: value))
        }

        public var names: [String] { members.map(\.name) }
        public var count: Int { members.count }
        public var isEmpty: Bool { members.isEmpty }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(nilLiteral: ()) { self = .null }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Object(elements.map { Object.Member(name: $0.0, value: $0.1) }))
    }
}

extension JSON {
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }
    public var object: Object? { if case .object(let object) = self { object } else { nil } }
    public var isNull: Bool { self == .null }
    public subscript(name: String) -> JSON? { object?[name] }
}
