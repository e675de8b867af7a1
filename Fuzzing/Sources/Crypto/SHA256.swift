import COpenSSL

/// The part of swift-crypto's interface that SigV4 uses, on OpenSSL.
public protocol HashFunction: Sendable {
    static var algorithm: OpaquePointer? { get }
    /// Of a digest, in bytes.
    static var length: Int { get }
    var bytes: [UInt8] { get set }
    init()
}

extension HashFunction {
    public static func hash(data: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: length)
        precondition(EVP_Digest(data, data.count, &digest, nil, algorithm, nil) == 1)
        return digest
    }

    public mutating func update(bufferPointer: UnsafeRawBufferPointer) { bytes.append(contentsOf: bufferPointer) }
    public mutating func update(data: some Sequence<UInt8>) { bytes.append(contentsOf: data) }
    public func finalize() -> [UInt8] { Self.hash(data: bytes) }
}

/// Keeps what it hashes until the end: inputs are small here.
public struct SHA256: HashFunction {
    public static var algorithm: OpaquePointer? { EVP_sha256() }
    public static let length = 32
    public var bytes: [UInt8] = []
    public init() {}
}

public enum Insecure {
    public struct MD5: HashFunction {
        public static var algorithm: OpaquePointer? { EVP_md5() }
        public static let length = 16
        public var bytes: [UInt8] = []
        public init() {}
    }

    public struct SHA1: HashFunction {
        public static var algorithm: OpaquePointer? { EVP_sha1() }
        public static let length = 20
        public var bytes: [UInt8] = []
        public init() {}
    }
}
