import NIOSSL

extension OutboundClient {
    init(_ settings: ServerSettings) throws(OutboundTrustError) {
        self.init(
            trust: try settings.outboundTrust.map(Self.certificates) ?? [], routes: settings.outboundRoutes,
            allowances: settings.outboundAllowances)
    }

    static func certificates(_ path: String) throws(OutboundTrustError) -> [NIOSSLCertificate] {
        guard let pem = BoundedFile.bytes(path, maximumBytes: 1 << 20),
            let certificates = try? NIOSSLCertificate.fromPEMBytes(pem), !certificates.isEmpty
        else { throw OutboundTrustError(path: path) }
        return certificates
    }
}

/// A file of `--outbound-trust` that holds no certificates.
struct OutboundTrustError: Error, Sendable, Hashable, CustomStringConvertible {
    var path: String

    var description: String { "no PEM certificates can be read from \(path)" }
}
