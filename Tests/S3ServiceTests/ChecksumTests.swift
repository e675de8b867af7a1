import Essentials
import Testing

@testable import S3Service

@Suite struct ChecksumTests {
    /// The check values of the catalogue of parametrised CRC algorithms, of "123456789".
    @Test(arguments: [
        (ChecksumKind.crc32, "cbf43926"), (.crc32c, "e3069283"), (.crc64nvme, "ae8b14860a799888"),
        (.sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
        (.sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
    ])
    func checksumsAreTheKnownOnes(_ kind: ChecksumKind, _ expected: String) {
        #expect(Hex.encode(kind.checksum(Array("123456789".utf8))) == expected)
    }

    @Test(arguments: [ChecksumKind.crc32, .crc32c, .crc64nvme], [0, 1, 7, 8, 9, 1000, 65_536])
    func combinedChecksumsAreThoseOfTheWhole(_ kind: ChecksumKind, _ split: Int) throws {
        let content = (0..<65_536 + 13).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        let cyclic = try #require(kind.cyclic)
        func check(_ bytes: ArraySlice<UInt8>) -> UInt64 {
            var running = ReflectedCRC(cyclic)
            Array(bytes).withUnsafeBytes { running.update($0) }
            return running.value
        }
        let (first, second) = (content[..<split], content[split...])
        let combined = ReflectedCRC.combine(check(first), check(second), length: Int64(second.count), cyclic)
        #expect(combined == check(content[...]))
    }
}
