import Store

/// Terms as bytes: eight each, most significant first.
enum TermCoding {
    static func encode(_ terms: [JournalTerm]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * terms.count)
        for term in terms {
            withUnsafeBytes(of: term.number.bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// Nil when the bytes are not such an encoding.
    static func decode(_ bytes: [UInt8]) -> [JournalTerm]? {
        guard bytes.count % 8 == 0 else { return nil }
        return bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 8).map { offset in
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                return JournalTerm(number: UInt64(bigEndian: word))
            }
        }
    }
}
