import NIOSSL

/// A server's certificate chain and private key, read from PEM files and found to belong together.
public struct TLSIdentity: Sendable {
    let context: NIOSSLContext

    /// The chain is the server's certificate first. TLS 1.2 and later is spoken.
    public init(certificateFile: String, keyFile: String) throws(TLSIdentityError) {
        let chain = try Self.chain(certificateFile)
        let key = try Self.key(keyFile)
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = CipherSuite.offered
        configuration.applicationProtocols = ["http/1.1"]
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .mismatch(certificate: certificateFile, key: keyFile)
        }
    }

    private static func chain(_ path: String) throws(TLSIdentityError) -> [NIOSSLCertificateSource] {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw .certificate(path)
        }
        if certificates.isEmpty { throw .certificate(path) }
        return certificates.map { .certificate($0) }
    }

    private static func key(_ path: String) throws(TLSIdentityError) -> NIOSSLPrivateKeySource {
        do {
            return .privateKey(try NIOSSLPrivateKey(file: path, format: .pem))
        } catch {
            throw .key(path)
        }
    }
}

/// Why a certificate and key cannot be served.
public enum TLSIdentityError: Error, Sendable, Hashable, CustomStringConvertible {
    case certificate(String)
    case key(String)
    case mismatch(certificate: String, key: String)

    public var description: String {
        switch self {
        case .certificate(let path): "no PEM certificate can be read from \(path)"
        case .key(let path): "no unencrypted PEM private key can be read from \(path)"
        case .mismatch(let certificate, let key):
            "the private key in \(key) does not belong to the certificate in \(certificate)"
        }
    }
}
