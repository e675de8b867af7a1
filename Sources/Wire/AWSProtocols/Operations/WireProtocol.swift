/// How a service speaks: the protocols that its model may name.
/// Source: Smithy specification, "AWS Protocols".
public enum WireProtocol: String, Sendable, Hashable {
    case json
    case query
    case restJson = "rest-json"
    case restXml = "rest-xml"

    var isXML: Bool { self == .query || self == .restXml }
}
