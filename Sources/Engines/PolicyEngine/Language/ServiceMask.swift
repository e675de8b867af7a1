/// A set of service prefixes (`kms`, `s3`), each hashed to one of 64 bits: a quick test that most statements fail.
struct ServiceMask: Hashable, Sendable {
    private(set) var bits: UInt64

    static let none = ServiceMask(bits: 0)
    static let every = ServiceMask(bits: .max)

    private init(bits: UInt64) { self.bits = bits }

    /// - Parameter service: a lower-cased prefix without its colon.
    init(service: some Sequence<UInt8>) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in service { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        bits = 1 << (hash >> 58)
    }

    mutating func formUnion(_ other: ServiceMask) { bits |= other.bits }

    func mayInclude(_ other: ServiceMask) -> Bool { bits & other.bits != 0 }
}
