import Crypto
import Essentials
import HTTPMessage
import Testing

@testable import SigV4

@Suite struct ChunkedPayloadTests {
    private static let scope = CredentialScope(date: "20130524", region: "us-east-1", service: "s3")
    private static let key = SigningKey(
        secret: SecretAccessKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), scope: scope)

    private static func signer(seed: String) -> ChunkSigner {
        ChunkSigner(key: key, seed: Hex.decode(seed) ?? [], timestamp: "20130524T000000Z", scope: scope)
    }

    private static let seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
    private static let chunks = [[UInt8](repeating: 0x61, count: 65536), [UInt8](repeating: 0x61, count: 1024), []]

    /// Source: Amazon S3 API reference, "Transferring payload in multiple chunks", "Example: PUT Object".
    @Test func publishedChunkSignaturesComeOut() {
        var signer = Self.signer(seed: Self.seed)
        let signatures = Self.chunks.map { Hex.encode(signer.sign(chunk: Array(SHA256.hash(data: $0)))) }
        #expect(
            signatures == [
                "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            ])
    }

    /// Source: Amazon S3 API reference, "… including trailing headers", "Example: PUT Object".
    @Test func thePublishedTrailerSignatureComesOut() {
        var signer = Self.signer(seed: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")
        let signatures = Self.chunks.map { Hex.encode(signer.sign(chunk: Array(SHA256.hash(data: $0)))) }
        #expect(signatures.last == "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992")
        #expect(
            Hex.encode(signer.sign(trailer: Array("x-amz-checksum-crc32c:sOO8/Q==\n".utf8)))
                == "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435")
    }

    // MARK: A coder to hold the decoder against

    private struct Coded {
        var bytes: [UInt8] = []
        var length = 0
    }

    private static func code(
        _ chunks: [[UInt8]], _ coding: StreamingPayload, trailer: [(String, String)] = [], seed: String = seed
    ) -> Coded {
        var (coded, signer) = (Coded(), signer(seed: seed))
        for chunk in chunks + [[]] {
            var line = String(chunk.count, radix: 16)
            if coding.signsChunks {
                line += ";chunk-signature=" + Hex.encode(signer.sign(chunk: Array(SHA256.hash(data: chunk))))
            }
            coded.bytes += Array("\(line)\r\n".utf8) + chunk
            if !chunk.isEmpty { coded.bytes += Array("\r\n".utf8) }
            coded.length += chunk.count
        }
        for (name, value) in trailer { coded.bytes += Array("\(name):\(value)\r\n".utf8) }
        if coding == .signedChunksWithTrailer {
            let canonical = trailer.map { "\($0):\($1)\n" }.joined()
            coded.bytes += Array(
                "x-amz-trailer-signature:\(Hex.encode(signer.sign(trailer: Array(canonical.utf8))))\r\n".utf8)
        }
        coded.bytes += Array("\r\n".utf8)
        return coded
    }

    private static func decode(
        _ bytes: [UInt8], _ coding: StreamingPayload, length: Int, announced: [String] = [],
        pieces: () -> Int = { 4096 }
    ) throws(PayloadFault) -> (data: [UInt8], trailer: HTTPHeaders) {
        var decoder = ChunkedPayloadDecoder(
            coding, decodedLength: length, announced: announced, signer: signer(seed: seed))
        var (data, place) = ([UInt8](), 0)
        while place < bytes.count {
            let end = min(bytes.count, place + max(1, pieces()))
            data += try decoder.decode(Array(bytes[place..<end]))
            place = end
        }
        try decoder.finish()
        return (data, decoder.trailer)
    }

    private static let codings: [StreamingPayload] = [.signedChunks, .signedChunksWithTrailer, .unsignedWithTrailer]

    @Test(arguments: codings, 0..<40)
    func everyCutDecodesToTheSame(_ coding: StreamingPayload, _ round: Int) throws {
        var random = Seeded(UInt64(round))
        let count = Int.random(in: 0...4, using: &random)
        let chunks = (0..<count).map { index in
            let size =
                index == count - 1
                ? Int.random(in: 1...20_000, using: &random) : Int.random(in: 8192...20_000, using: &random)
            return (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        let trailer = coding.hasTrailer ? [("x-amz-checksum-crc32", "AAAAAA==")] : []
        let coded = Self.code(chunks, coding, trailer: trailer)
        let (data, fields) = try Self.decode(
            coded.bytes, coding, length: coded.length, announced: trailer.map(\.0),
            pieces: { Int.random(in: 1...9000, using: &random) })
        #expect(data == chunks.flatMap(\.self))
        #expect(fields == HTTPHeaders(trailer))
    }

    @Test(arguments: codings)
    func everyPrefixIsIncomplete(_ coding: StreamingPayload) {
        let trailer = coding.hasTrailer ? [("x-amz-checksum-crc32", "AAAAAA==")] : []
        let coded = Self.code([[1, 2, 3]], coding, trailer: trailer)
        for count in 0..<coded.bytes.count - 2 {
            #expect(throws: PayloadFault.self) {
                try Self.decode(
                    Array(coded.bytes.prefix(count)), coding, length: coded.length, announced: trailer.map(\.0))
            }
        }
    }

    @Test(arguments: [StreamingPayload.signedChunks, .signedChunksWithTrailer])
    func everyChangedByteIsNoticed(_ coding: StreamingPayload) {
        let trailer = coding.hasTrailer ? [("x-amz-checksum-crc32", "AAAAAA==")] : []
        let coded = Self.code([[1, 2, 3]], coding, trailer: trailer)
        for place in coded.bytes.indices {
            var bytes = coded.bytes
            bytes[place] ^= 0x01
            let result = try? Self.decode(bytes, coding, length: coded.length, announced: trailer.map(\.0))
            // A line may end without its carriage return.
            #expect(result == nil || result?.data == [1, 2, 3])
        }
    }

    @Test func aChunkOutOfItsOrderIsNoticed() throws {
        let (first, second) = ([UInt8](repeating: 1, count: 8192), [UInt8](repeating: 2, count: 8192))
        let coded = Self.code([first, second], .signedChunks)
        let length = (coded.bytes.count - 86) / 2
        let swapped =
            Array(coded.bytes[length..<2 * length]) + Array(coded.bytes[..<length]) + coded.bytes[(2 * length)...]
        #expect(throws: PayloadFault.signatureMismatch) {
            try Self.decode(swapped, .signedChunks, length: coded.length)
        }
    }

    @Test(arguments: [
        ("5\r\nhello\r\n0\r\n\r\n", 4, PayloadFault.incomplete), ("5\r\nhello\r\n0\r\n\r\n", 6, .incomplete),
        ("ffffffffffffffff\r\n", 5, .malformedChunk), ("10000000000000000\r\n", 5, .malformedChunk),
        ("-1\r\n", 5, .malformedChunk), ("+5\r\nhello\r\n0\r\n\r\n", 5, .malformedChunk), ("\r\n", 5, .malformedChunk),
        ("5\r\nhelloX\r\n0\r\n\r\n", 5, .malformedChunk), ("5\r\nhello\r\n0\r\n\r\nmore", 5, .malformedChunk),
        ("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", 5, .chunkTooSmall),
        ("5\r\nhello\r\n0\r\nother:1\r\n\r\n", 5, .malformedTrailer),
        ("5\r\nhello\r\n0\r\nnocolon\r\n\r\n", 5, .malformedTrailer), ("0x5\r\nhello\r\n0\r\n\r\n", 5, .malformedChunk),
    ])
    func liesAreRefused(_ text: String, _ length: Int, _ fault: PayloadFault) {
        #expect(throws: fault) { try Self.decode(Array(text.utf8), .unsignedWithTrailer, length: length) }
    }

    @Test func anAnnouncedFieldMustCome() {
        #expect(throws: PayloadFault.malformedTrailer) {
            try Self.decode(
                Array("5\r\nhello\r\n0\r\n\r\n".utf8), .unsignedWithTrailer, length: 5,
                announced: ["x-amz-checksum-crc32"])
        }
    }

    @Test func linesAreBounded() {
        let line = [UInt8](repeating: UInt8(ascii: "0"), count: 100_000)
        #expect(throws: PayloadFault.malformedChunk) { try Self.decode(line, .unsignedWithTrailer, length: 5) }
    }

    @Test func aPayloadIsHeldAgainstItsDigests() throws {
        let body = Array("hello".utf8)
        let (sha256, md5) = (Array(SHA256.hash(data: body)), Array(Insecure.MD5.hash(data: body)))
        func verify(_ body: [UInt8]) throws(PayloadFault) {
            var verifier = PayloadVerifier(sha256: sha256, md5: nil, length: 5)
            _ = try verifier.take(body)
            try verifier.finish()
        }
        #expect(throws: Never.self) { try verify(body) }
        #expect(throws: PayloadFault.sha256Mismatch) { try verify(Array("hallo".utf8)) }
        #expect(throws: PayloadFault.incomplete) { try verify(Array("hell".utf8)) }
        #expect(throws: PayloadFault.incomplete) { try verify(Array("hello!".utf8)) }
        var other = PayloadVerifier(md5: md5)
        _ = try other.take(Array("hallo".utf8))
        #expect(throws: PayloadFault.md5Mismatch) { try other.finish() }
    }
}

/// Splitmix64: the same rounds every time.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
