import Compression
import Testing

@Suite struct GzipTests {
    @Test(arguments: [0, 1, 100, 65_536, 1_000_000]) func whatIsCompressedComesBack(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        let compressed = try Gzip.compress(bytes)
        #expect(compressed.prefix(2) == [0x1F, 0x8B])
        #expect(try Gzip.decompress(compressed, limit: count) == bytes)
    }

    @Test func theSameBytesBecomeTheSameBytes() throws {
        let bytes = [UInt8](repeating: 7, count: 10_000)
        #expect(try Gzip.compress(bytes) == Gzip.compress(bytes))
    }

    @Test func membersAreJoined() throws {
        let parts = try Gzip.compress(Array("one, ".utf8)) + Gzip.compress(Array("two".utf8))
        #expect(try Gzip.decompress(parts, limit: 100) == Array("one, two".utf8))
    }

    @Test func moreThanTheLimitIsRefused() throws {
        let bomb = try Gzip.compress([UInt8](repeating: 0, count: 10_000_000))
        #expect(throws: Gzip.Failure.tooLarge) { try Gzip.decompress(bomb, limit: 1_000_000) }
    }

    @Test func damageIsFound() throws {
        var compressed = try Gzip.compress(Array("a text that is long enough to be told from another".utf8))
        for cut in 0..<compressed.count {
            #expect(throws: Gzip.Failure.malformed) {
                try Gzip.decompress(Array(compressed.prefix(cut)), limit: 1000)
            }
        }
        compressed[compressed.count - 6] ^= 1
        #expect(throws: Gzip.Failure.malformed) { try Gzip.decompress(compressed, limit: 1000) }
    }
}
