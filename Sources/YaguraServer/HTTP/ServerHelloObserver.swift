import NIOCore

/// Reads the cipher suite out of the ServerHello as it leaves, because NIOSSL does not tell which one was agreed.
///
/// The ServerHello is the one handshake message that both TLS 1.2 (RFC 5246 §7.4.1.3) and TLS 1.3 (RFC 8446 §4.1.3)
/// send in the clear, and it comes first. Once seen, bytes pass through unread.
final class ServerHelloObserver: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The IANA number of the suite.
    private(set) var cipherSuite: UInt16?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if cipherSuite == nil { cipherSuite = Self.cipherSuite(in: unwrapOutboundIn(data)) }
        context.write(data, promise: promise)
    }

    static func cipherSuite(in record: ByteBuffer) -> UInt16? {
        var bytes = record
        let handshakeRecord: UInt8 = 22
        let serverHello: UInt8 = 2
        // Record header: type, version, length. Handshake header: type, 24-bit length. Then version and random.
        guard bytes.readInteger(as: UInt8.self) == handshakeRecord, bytes.readSlice(length: 4) != nil,
            bytes.readInteger(as: UInt8.self) == serverHello, bytes.readSlice(length: 3 + 2 + 32) != nil,
            let sessionID = bytes.readInteger(as: UInt8.self), bytes.readSlice(length: Int(sessionID)) != nil
        else { return nil }
        return bytes.readInteger(as: UInt16.self)
    }
}
