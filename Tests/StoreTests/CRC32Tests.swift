import Testing

@testable import Store

@Suite struct CRC32Tests {
    /// The check value of CRC-32/ISO-HDLC and others that any implementation gives.
    @Test(
        arguments: [
            ("", 0), ("123456789", 0xCBF4_3926), ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ] as [(String, UInt32)])
    func knownValues(_ text: String, _ checksum: UInt32) {
        #expect(CRC32.checksum(Array(text.utf8)) == checksum)
    }

    @Test func aChecksumTakenInPiecesIsTheSame() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for cut in [0, 1, 7, 8, 9, 500, 1000] {
            var checksum = CRC32()
            bytes.withUnsafeBytes { all in
                checksum.update(UnsafeRawBufferPointer(rebasing: all[..<cut]))
                checksum.update(UnsafeRawBufferPointer(rebasing: all[cut...]))
            }
            #expect(checksum.value == CRC32.checksum(bytes))
        }
    }
}
