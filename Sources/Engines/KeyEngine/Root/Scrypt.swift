import COpenSSL

/// scrypt (RFC 7914): makes a key of a passphrase, at a price in memory that whoever guesses pays for each guess.
public struct Scrypt: Sendable, Hashable {
    /// N is 2 to the power of this.
    public let costExponent: UInt8
    /// r
    public let blockSize: UInt8
    /// p
    public let parallelization: UInt8

    /// 128 MiB and some tenths of a second.
    public static let standard = Scrypt(costExponent: 17, blockSize: 8, parallelization: 1)

    private static let maximumMemory: UInt64 = 1 << 30

    /// What is read from a file must not take more than 1 GiB, nor 16 times the work of that.
    var isBounded: Bool {
        (1...24).contains(costExponent) && (1...32).contains(blockSize) && (1...16).contains(parallelization)
            && memory <= Self.maximumMemory
    }

    private var memory: UInt64 { 128 * UInt64(blockSize) << UInt64(costExponent) }

    init(costExponent: UInt8, blockSize: UInt8, parallelization: UInt8) {
        self.costExponent = costExponent
        self.blockSize = blockSize
        self.parallelization = parallelization
    }

    /// Throws `libraryFailure` where the parameters are out of bounds or memory runs out.
    func deriveKey(_ passphrase: SecretBytes, salt: [UInt8], length: Int) throws(KeyEngineError) -> SecretBytes {
        guard isBounded else { throw .libraryFailure }
        // The library counts some working space beside the table.
        let limit = memory + UInt64(blockSize) * UInt64(parallelization) * 256 + 4096
        return try SecretBytes(count: length) { output throws(KeyEngineError) in
            let result = passphrase.withUnsafeBytes { passphrase in
                // A nil passphrase would tell the library to check the parameters alone.
                EVP_PBE_scrypt(
                    passphrase.baseAddress?.assumingMemoryBound(to: CChar.self), passphrase.count, salt, salt.count,
                    1 << UInt64(costExponent), UInt64(blockSize), UInt64(parallelization), limit, output.bytes,
                    output.count)
            }
            guard result == 1 else { throw .libraryFailure }
        }
    }
}
