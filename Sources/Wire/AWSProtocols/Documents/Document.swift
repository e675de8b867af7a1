import Essentials

/// A value of a service model, independent of the protocol that carried it.
public enum Document: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case blob([UInt8])
    case timestamp(Timestamp)
    case list([Document])
    /// In the order received; a key occurs at most once.
    case map([Pair])
    case structure(Structure)

    public struct Pair: Sendable, Equatable {
        public var key: String
        public var value: Document

        public init(key: String, value: Document) {
            self.key = key
            self.value = value
        }
    }
}
