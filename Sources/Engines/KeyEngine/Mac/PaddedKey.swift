import COpenSSL

/// A secret made ready for HMAC (RFC 2104): its two padded blocks are hashed once, here, and not for every MAC.
final class PaddedKey<State: HashState>: @unchecked Sendable {
    // Written during initialisation only, so that concurrent reads are safe.
    private let states: UnsafeMutablePointer<State>
    private let digestLength: Int

    /// Throws `invalidKeyMaterial` for a secret that is longer than one block of the hash.
    init(_ secret: SecretBytes, digest: DigestAlgorithm) throws(KeyEngineError) {
        guard secret.count <= State.blockLength else { throw .invalidKeyMaterial }
        digestLength = digest.length
        states = .allocate(capacity: 2)
        states.initialize(repeating: State(), count: 2)
        for (state, pad) in [(states, 0x36 as UInt8), (states + 1, 0x5C)] {
            let block = SecretBytes(count: State.blockLength) { block in
                secret.withUnsafeBytes { block.copyBytes(from: $0) }
                for index in block.indices { block[index] ^= pad }
            }
            state.pointee.begin(digest)
            block.withUnsafeBytes { state.pointee.add($0) }
        }
    }

    deinit {
        OPENSSL_cleanse(states, 2 * MemoryLayout<State>.stride)
        states.deallocate()
    }

    /// Writes to `output` the MAC, as long as the digest, of all that `feed` adds.
    func authenticate(into output: UnsafeMutablePointer<UInt8>, _ feed: (inout State) -> Void) {
        var state = states[0]
        defer { state.wipe() }
        feed(&state)
        state.finish(output)
        state = states[1]
        state.add(UnsafeRawBufferPointer(start: output, count: digestLength))
        state.finish(output)
    }
}
