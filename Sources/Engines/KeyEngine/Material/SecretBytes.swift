import COpenSSL

/// Bytes that are overwritten when the last reference to them goes.
///
/// The content is never described: printing, dumping and interpolation show the length alone.
/// Equality takes the same time wherever the contents differ.
public final class SecretBytes: @unchecked Sendable {
    // Written during initialisation only, so that concurrent reads are safe.
    private let storage: UnsafeMutableRawBufferPointer
    private let allocator: SecretAllocator

    public var count: Int { storage.count }

    /// Copies `bytes`; the caller's copy is the caller's to forget.
    public convenience init(_ bytes: [UInt8]) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// `count` bytes, zero at first, that `fill` writes in place.
    public convenience init<Failure: Error>(
        count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try self.init(count: count, allocator: .heap, filledBy: fill)
    }

    init<Failure: Error>(
        count: Int, allocator: SecretAllocator,
        filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        self.allocator = allocator
        storage = allocator.allocate(count)
        storage.initializeMemory(as: UInt8.self, repeating: 0)
        try fill(storage)
    }

    deinit {
        // OPENSSL_cleanse and not memset: a compiler may drop writes to memory that is about to be freed.
        OPENSSL_cleanse(storage.baseAddress, storage.count)
        allocator.release(storage)
    }

    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }

    /// An ordinary copy, for an answer that must carry the plaintext.
    public func copyBytes() -> [UInt8] { Array(storage) }
}

extension SecretBytes: Equatable {
    public static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left.storage.baseAddress, right.storage.baseAddress, left.count) == 0
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "SecretBytes(\(count) bytes)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension SecretBytes {
    /// Takes `bytes` over: copies them and overwrites the original, where nobody else holds it.
    public convenience init(taking bytes: inout [UInt8]) {
        self.init(bytes)
        bytes.wipe()
        bytes.removeAll()
    }
}

extension [UInt8] {
    /// Overwrites the bytes with zeros, where nobody else holds them.
    mutating func wipe() {
        withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}
