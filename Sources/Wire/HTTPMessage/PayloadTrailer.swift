import Synchronization

/// What the sender of a stream tells after its last byte: checksums, which only then are known.
public final class PayloadTrailer: Sendable {
    /// The names that the head announced, in lower case.
    public let announced: [String]
    private let arrived = Mutex<HTTPHeaders?>(nil)

    public init(announced: [String] = []) { self.announced = announced }

    /// Nil until the stream has been read to its end. Has every field that was announced, and no other.
    public var fields: HTTPHeaders? { arrived.withLock { $0 } }

    public func complete(with fields: HTTPHeaders) { arrived.withLock { $0 = fields } }
}
