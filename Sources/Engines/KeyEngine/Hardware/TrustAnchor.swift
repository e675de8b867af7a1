import COpenSSL

/// The certificate that vouches for a cluster's modules.
public struct TrustAnchor: Hashable, Sendable {
    private static let lengthLimit = 5000
    private let der: [UInt8]

    /// Nil unless `pem` holds exactly one certificate.
    public init?(pem: String) {
        let bytes = Array(pem.utf8)
        guard bytes.count <= Self.lengthLimit, let input = BIO_new_mem_buf(bytes, Int32(bytes.count)) else {
            return nil
        }
        defer {
            BIO_free(input)
            // What parsing leaves in the thread's queue says nothing to whoever looks there next.
            ERR_clear_error()
        }
        guard let der = Self.certificate(from: input), Self.certificate(from: input) == nil else { return nil }
        self.der = der
    }

    private static func certificate(from input: OpaquePointer) -> [UInt8]? {
        guard let certificate = PEM_read_bio_X509(input, nil, nil, nil) else { return nil }
        defer { X509_free(certificate) }
        let length = i2d_X509(certificate, nil)
        guard length > 0 else { return nil }
        return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            var next = buffer.baseAddress
            count = max(0, Int(i2d_X509(certificate, &next)))
        }
    }
}
