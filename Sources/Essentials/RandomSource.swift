#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where random bytes come from. Cryptographic use takes the system's generator; tests may inject another.
public protocol RandomSource: Sendable {
    func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's cryptographically secure generator.
public struct SystemRandom: RandomSource {
    public init() {}

    public func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            #if canImport(Glibc)
                // One system call for up to 256 bytes; the standard generator makes one for every eight.
                while filled < count {
                    let portion = min(256, count - filled)
                    let isDrawn = getentropy(buffer.baseAddress?.advanced(by: filled), portion) == 0
                    if isDrawn { filled += portion }
                }
            #else
                arc4random_buf(buffer.baseAddress, count)
                filled = count
            #endif
        }
    }
}

extension RandomSource {
    /// A version 4 UUID in lower-case text form.
    public func uuid() -> String {
        var raw = bytes(16)
        raw[6] = raw[6] & 0x0F | 0x40
        raw[8] = raw[8] & 0x3F | 0x80
        return UUIDText.encode(raw)
    }

    /// `count` symbols drawn evenly from `alphabet`.
    public func text(_ count: Int, from alphabet: [UInt8]) -> String {
        let usable = 256 - 256 % alphabet.count
        var symbols: [UInt8] = []
        symbols.reserveCapacity(count)
        while symbols.count < count {
            for byte in bytes(count) where Int(byte) < usable && symbols.count < count {
                symbols.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return String(decoding: symbols, as: UTF8.self)
    }
}
