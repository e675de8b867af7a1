/// A member of a structure, or the element, key or value of a container.
struct MemberModel: Sendable {
    enum Location: String, Sendable {
        case body
        case uri, querystring, header, headers, statusCode
    }

    struct Flags: OptionSet, Sendable {
        let rawValue: UInt16
        static let required = Flags(rawValue: 1)
        static let flattened = Flags(rawValue: 2)
        static let xmlAttribute = Flags(rawValue: 4)
        static let idempotencyToken = Flags(rawValue: 8)
        static let jsonValue = Flags(rawValue: 16)
        static let streaming = Flags(rawValue: 32)
        static let eventPayload = Flags(rawValue: 64)
        static let eventHeader = Flags(rawValue: 128)
        static let hostLabel = Flags(rawValue: 256)
    }

    /// In the model; empty for the element, key or value of a container.
    let name: String
    /// On the wire: the model's `locationName`, else the name itself.
    let wireName: String
    /// As headers are named.
    let lowercasedWireName: String
    let shape: ShapeID
    let location: Location
    let flags: Flags
    let timestampFormat: TimestampFormat?
    /// Of the XML element.
    let namespace: String?

    var isRequired: Bool { flags.contains(.required) }
}
