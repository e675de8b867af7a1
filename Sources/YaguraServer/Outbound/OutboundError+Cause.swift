import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import ServiceKit

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension OutboundError {
    /// What an error of the client below means to a service.
    init(_ error: any Error) {
        switch error {
        case let error as OutboundError: self = error
        case is NIOTooManyBytesError: self = .responseTooLarge
        case is CancellationError: self = .timedOut
        case let error as HTTPClientError: self = Self.timeouts.contains(error) ? .timedOut : .failed(error)
        case let error as NIOConnectionError: self = .unreachable(reason: "\(error)")
        case let error as IOError where Self.unreachable.contains(error.errnoCode):
            self = .unreachable(reason: "\(error)")
        case NIOSSLError.uncleanShutdown: self = .failed(error)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .untrusted(reason: "\(error)")
        default: self = .failed(error)
        }
    }

    private static func failed(_ error: any Error) -> OutboundError { .failed(reason: "\(error)") }

    private static let timeouts: [HTTPClientError] = [
        .deadlineExceeded, .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .readTimeout,
        .writeTimeout, .cancelled,
    ]

    private static let unreachable: Set<CInt> = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, ETIMEDOUT]
}
