/// What sort of thing a record is, such as `kms.key`. Written into the store, so never renamed once released.
public struct RecordKind: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String

    public init(_ name: String) { description = name }
    public init(stringLiteral name: String) { description = name }
}
