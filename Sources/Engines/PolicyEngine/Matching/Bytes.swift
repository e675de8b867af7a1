#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
    @inline(__always)
    func equals(_ other: [UInt8]) -> Bool {
        count == other.count && starts(with: other)
    }

    @inline(__always)
    func starts(with other: [UInt8]) -> Bool {
        guard count >= other.count else { return false }
        guard let start = baseAddress, !other.isEmpty else { return other.isEmpty }
        return other.withUnsafeBufferPointer { memcmp(start, $0.baseAddress ?? start, other.count) == 0 }
    }
}
