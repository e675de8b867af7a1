/// Where secret bytes live. Replaceable so that a test can see what memory holds when it is given back.
struct SecretAllocator: Sendable {
    let allocate: @Sendable (Int) -> UnsafeMutableRawBufferPointer
    let release: @Sendable (UnsafeMutableRawBufferPointer) -> Void

    static let heap = SecretAllocator(
        allocate: { .allocate(byteCount: $0, alignment: 16) }, release: { $0.deallocate() })
}
