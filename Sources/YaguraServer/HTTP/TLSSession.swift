import HTTPMessage
import NIOSSL

/// The TLS side of one connection.
struct TLSSession {
    let handler: NIOSSLServerHandler
    let hello: ServerHelloObserver

    init(_ identity: TLSIdentity) {
        handler = NIOSSLServerHandler(context: identity.context)
        hello = ServerHelloObserver()
    }

    /// Nil until the handshake is over.
    var details: TLSDetails? {
        guard let version = handler.tlsVersion, let number = hello.cipherSuite,
            let suite = CipherSuite(rawValue: number)
        else { return nil }
        return TLSDetails(version: Self.name(version), cipherSuite: suite.name)
    }

    private static func name(_ version: TLSVersion) -> String {
        switch version {
        case .tlsv1: "TLSv1"
        case .tlsv11: "TLSv1.1"
        case .tlsv12: "TLSv1.2"
        case .tlsv13: "TLSv1.3"
        }
    }
}
