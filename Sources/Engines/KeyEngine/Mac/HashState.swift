import COpenSSL

/// A running hash of OpenSSL's: plain memory, which is copied by assignment.
protocol HashState {
    init()
    /// In bytes.
    static var blockLength: Int { get }
    /// Begins a hash of `digest`, which is one of those that this state is for.
    mutating func begin(_ digest: DigestAlgorithm)
    mutating func add(_ bytes: UnsafeRawBufferPointer)
    /// Writes as many bytes as the digest has.
    mutating func finish(_ output: UnsafeMutablePointer<UInt8>)
    mutating func wipe()
}

extension SHA256_CTX: HashState {
    static var blockLength: Int { Int(SHA256_CBLOCK) }

    mutating func begin(_ digest: DigestAlgorithm) {
        if digest == .sha224 { SHA224_Init(&self) } else { SHA256_Init(&self) }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) { SHA256_Update(&self, bytes.baseAddress, bytes.count) }

    // The state knows its digest's length: SHA-224's is this function too.
    mutating func finish(_ output: UnsafeMutablePointer<UInt8>) { SHA256_Final(output, &self) }

    mutating func wipe() { OPENSSL_cleanse(&self, MemoryLayout<Self>.size) }
}

extension SHA512_CTX: HashState {
    static var blockLength: Int { Int(SHA512_CBLOCK) }

    mutating func begin(_ digest: DigestAlgorithm) {
        if digest == .sha384 { SHA384_Init(&self) } else { SHA512_Init(&self) }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) { SHA512_Update(&self, bytes.baseAddress, bytes.count) }

    // SHA-384's too.
    mutating func finish(_ output: UnsafeMutablePointer<UInt8>) { SHA512_Final(output, &self) }

    mutating func wipe() { OPENSSL_cleanse(&self, MemoryLayout<Self>.size) }
}
