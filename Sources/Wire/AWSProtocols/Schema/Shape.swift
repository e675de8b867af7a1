/// A type of a service model: what a value may be, and how it is written on the wire.
///
/// A class so that walking a model copies references only; immutable.
final class Shape: Sendable {
    enum Kind: String, Sendable {
        case structure, list, map, string, integer, long, float, double, boolean, blob, timestamp
    }

    struct Flags: OptionSet, Sendable {
        let rawValue: UInt16
        static let sensitive = Flags(rawValue: 1)
        static let streaming = Flags(rawValue: 2)
        static let flattened = Flags(rawValue: 4)
        static let union = Flags(rawValue: 8)
        static let eventStream = Flags(rawValue: 16)
        static let event = Flags(rawValue: 32)
        static let document = Flags(rawValue: 64)
        static let exception = Flags(rawValue: 128)
    }

    let name: String
    let kind: Kind
    let flags: Flags
    /// Of a structure, in model order.
    let members: [MemberModel]
    /// The element of a list, the value of a map.
    let element: MemberModel?
    let key: MemberModel?
    let constraints: Constraints?
    let timestampFormat: TimestampFormat?
    /// The member that is the whole body, in the REST protocols.
    let payload: String?
    let error: ErrorTraits?

    init(
        name: String, kind: Kind, flags: Flags, members: [MemberModel], element: MemberModel?, key: MemberModel?,
        constraints: Constraints?, timestampFormat: TimestampFormat?, payload: String?, error: ErrorTraits?
    ) {
        self.name = name
        self.kind = kind
        self.flags = flags
        self.members = members
        self.element = element
        self.key = key
        self.constraints = constraints
        self.timestampFormat = timestampFormat
        self.payload = payload
        self.error = error
    }

    /// The place of the member that a body calls `wireName`, or nil.
    func memberIndex(onWire wireName: String) -> Int? {
        members.withUnsafeBufferPointer { members in
            for index in 0..<members.count where members[index].wireName == wireName { return index }
            return nil
        }
    }

    /// The place of the member of this model name, or nil.
    func memberIndex(named name: String) -> Int? {
        members.withUnsafeBufferPointer { members in
            for index in 0..<members.count where members[index].name == name { return index }
            return nil
        }
    }
}
