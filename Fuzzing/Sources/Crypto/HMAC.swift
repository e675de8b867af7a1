import COpenSSL

public struct SymmetricKey: Sendable {
    let bytes: [UInt8]

    public init(data: [UInt8]) { bytes = data }
}

/// The part of swift-crypto's interface that SigV4 uses, on OpenSSL.
public enum HMAC<Hash: HashFunction> {
    public static func authenticationCode(for data: [UInt8], using key: SymmetricKey) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        let (secret, length) = (key.bytes, Int32(key.bytes.count))
        precondition(COpenSSL.HMAC(EVP_sha256(), secret, length, data, data.count, &code, nil) != nil)
        return code
    }

    public static func isValidAuthenticationCode(
        _ code: [UInt8], authenticating data: [UInt8], using key: SymmetricKey
    ) -> Bool {
        authenticationCode(for: data, using: key) == code
    }
}
