import COpenSSL

public protocol HashFunction {}

/// The part of swift-crypto's interface that SigV4 uses, on OpenSSL.
public struct SHA256: HashFunction {
    public static func hash(data: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        precondition(EVP_Digest(data, data.count, &digest, nil, EVP_sha256(), nil) == 1)
        return digest
    }
}
