import COpenSSL
import Essentials

/// An RSA key of 2,048 bits that signs messages, and itself a certificate by which others check them.
public final class CertifiedKey: Sendable {
    /// The hash of a signature. SHA-1 is what version 1 of SNS's signatures is defined with.
    public enum Hash: Sendable {
        case sha1
        case sha256

        fileprivate var digest: DigestAlgorithm { self == .sha1 ? .sha1 : .sha256 }
    }

    private let key: EVPKey
    private static let spec = KeySpec.rsa2048

    /// Takes a private key as DER PKCS#8. Throws `invalidKeyMaterial` for anything else.
    public init(_ secret: SecretBytes) throws(KeyEngineError) { key = try PrivateKeyForm.parse(secret, of: Self.spec) }

    /// Draws a new key, as DER PKCS#8. Takes a tenth of a second and more.
    public static func generate(random: some RandomSource) throws(KeyEngineError) -> SecretBytes {
        try KeyMaterial.generate(spec, random: random).secret
    }

    /// An RSASSA-PKCS1-v1_5 signature (RFC 8017 section 8.2).
    public func sign(_ message: [UInt8], hash: Hash) throws(KeyEngineError) -> [UInt8] {
        let hashed = hash.digest.hash(message)
        return try key.withContext { context throws(KeyEngineError) in
            var length = Int(EVP_PKEY_get_size(key.pointer))
            var signature = [UInt8](repeating: 0, count: length)
            guard EVP_PKEY_sign_init(context) == 1, EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1,
                EVP_PKEY_CTX_set_signature_md(context, hash.digest.evp) == 1,
                EVP_PKEY_sign(context, &signature, &length, hashed, hashed.count) == 1
            else {
                ERR_clear_error()
                throw .libraryFailure
            }
            signature.removeLast(signature.count - length)
            return signature
        }
    }

    /// A certificate for the key, signed by the key (RFC 5280, version 3 without extensions), as DER.
    /// - Parameter serial: 1 to 20 bytes, of which the first bit is not looked at
    public func certificate(
        commonName: String, serial: [UInt8], from start: Timestamp, until end: Timestamp
    ) throws(KeyEngineError) -> [UInt8] {
        guard let certificate = X509_new() else { throw .libraryFailure }
        defer { X509_free(certificate) }
        guard X509_set_version(certificate, 2) == 1, setSerial(serial, of: certificate),
            ASN1_TIME_set(X509_getm_notBefore(certificate), Int(start.seconds)) != nil,
            ASN1_TIME_set(X509_getm_notAfter(certificate), Int(end.seconds)) != nil,
            setName(commonName, of: certificate), X509_set_pubkey(certificate, key.pointer) == 1,
            X509_sign(certificate, key.pointer, EVP_sha256()) > 0
        else {
            ERR_clear_error()
            throw .libraryFailure
        }
        return try Self.encode(certificate)
    }

    private func setSerial(_ serial: [UInt8], of certificate: OpaquePointer) -> Bool {
        var positive = serial
        positive[0] &= 0x7F
        guard let number = BN_bin2bn(positive, Int32(positive.count), nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private func setName(_ commonName: String, of certificate: OpaquePointer) -> Bool {
        let name = X509_get_subject_name(certificate)
        let text = Array(commonName.utf8)
        let isUTF8 = MBSTRING_FLAG
        return X509_NAME_add_entry_by_txt(name, "CN", isUTF8, text, Int32(text.count), -1, 0) == 1
            && X509_set_issuer_name(certificate, name) == 1
    }

    private static func encode(_ certificate: OpaquePointer) throws(KeyEngineError) -> [UInt8] {
        let length = i2d_X509(certificate, nil)
        guard length > 0 else { throw .libraryFailure }
        var encoded = [UInt8](repeating: 0, count: Int(length))
        encoded.withUnsafeMutableBufferPointer { buffer in
            var position = buffer.baseAddress
            i2d_X509(certificate, &position)
        }
        return encoded
    }
}
