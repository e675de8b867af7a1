/// The members of a modelled structure that are present, in the order received, under their model names.
///
/// Absence and JSON `null` are the same: the member is not here.
public struct Structure: Sendable, Equatable {
    public struct Member: Sendable, Equatable {
        /// The name in the service model, such as `KeyId`, whatever the protocol calls it on the wire.
        public var name: String
        public var value: Document

        public init(name: String, value: Document) {
            self.name = name
            self.value = value
        }
    }

    public private(set) var members: [Member]

    public init(_ members: [Member] = []) { self.members = members }

    public init(capacity: Int) {
        members = []
        members.reserveCapacity(capacity)
    }

    public var isEmpty: Bool { members.isEmpty }

    /// Setting nil removes the member; setting an absent member appends it.
    public subscript(name: String) -> Document? {
        get {
            for member in members where member.name == name { return member.value }
            return nil
        }
        set {
            switch (members.firstIndex { $0.name == name }, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Adds a member whose name is known to be new.
    public mutating func append(_ name: String, _ value: Document) {
        members.append(Member(name: name, value: value))
    }
}

extension Structure: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Document)...) {
        members = elements.map { Member(name: $0.0, value: $0.1) }
    }
}
