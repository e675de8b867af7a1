import COpenSSL

public struct SymmetricKey: Sendable {
    let bytes: [UInt8]

    public init(data: some Sequence<UInt8>) { bytes = Array(data) }
}

/// The part of swift-crypto's interface that SigV4 uses, on OpenSSL.
public enum HMAC<Hash: HashFunction> {
    public static func authenticationCode(for data: [UInt8], using key: SymmetricKey) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Hash.length)
        let (secret, length) = (key.bytes, Int32(key.bytes.count))
        precondition(COpenSSL.HMAC(Hash.algorithm, secret, length, data, data.count, &code, nil) != nil)
        return code
    }

    public static func isValidAuthenticationCode(
        _ code: [UInt8], authenticating data: [UInt8], using key: SymmetricKey
    ) -> Bool {
        authenticationCode(for: data, using: key) == code
    }
}
