/// The action of a request, such as `kms:Encrypt`, with what matching needs worked out beforehand.
///
/// Make one for each operation once, rather than one for each call.
public struct ActionName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String
    /// Lower-cased: actions are case-insensitive.
    let bytes: [UInt8]
    let service: ServiceMask

    public init(_ text: String) {
        description = text
        bytes = text.utf8.map(\.asciiLowercased)
        service = ServiceMask(service: bytes.prefix { $0 != UInt8(ascii: ":") })
    }

    public init(stringLiteral text: String) { self.init(text) }
}
