import Essentials
import Testing

@testable import KeyEngine

struct CiphertextTests {
    private let random = TestRandom()
    private let arn = ARN(service: "kms", region: "eu-central-1", account: "111122223333", resource: "key/1234-ab")
    private let secret = SecretBytes(Array("attack at dawn".utf8))

    private func makeKey() throws -> SymmetricKey { try SymmetricKey(.generate(.symmetricDefault, random: random)) }

    private func header(_ arn: ARN? = nil) throws -> CiphertextHeader {
        let material = try #require(KeyMaterialID(bytes: Array(0..<32)))
        return try CiphertextHeader(keyARN: arn ?? self.arn, materialID: material)
    }

    @Test(arguments: [0, 1, 16, 31, 32, 33, 4096])
    func whatIsSealedOpens(length: Int) throws {
        let key = try makeKey()
        let plaintext = SecretBytes(random.bytes(length))
        let context = try EncryptionContext(["purpose": "test"])
        let sealed = try key.seal(plaintext, header: header(), context: context, random: random)
        #expect(try key.open(.parse(sealed.bytes), context: context) == plaintext)
    }

    @Test func plaintextBeyondTheLimitIsRefused() throws {
        let key = try makeKey()
        #expect(throws: KeyEngineError.messageTooLong) {
            try key.seal(SecretBytes(random.bytes(4097)), header: header(), context: .empty, random: random)
        }
    }

    @Test func parsingTellsKeyAndMaterial() throws {
        let blob = try makeKey().seal(secret, header: header(), context: .empty, random: random)
        let parsed = try CiphertextBlob.parse(blob.bytes).header
        #expect(try parsed == header())
        #expect(parsed.keyARN(in: .standard) == arn)
        #expect(parsed.region == "eu-central-1")
    }

    @Test func multiRegionKeyIsNamedWithoutItsRegion() throws {
        var replica = arn
        replica.resource = "key/mrk-1234"
        let key = try makeKey()
        let blob = try key.seal(secret, header: header(replica), context: .empty, random: random)
        replica.region = "us-east-1"
        let parsed = try CiphertextBlob.parse(blob.bytes)
        #expect(parsed.header.region == nil)
        #expect(parsed.header.keyARN(in: .standard) == replica)
        #expect(try parsed.header == header(replica))
        #expect(try key.open(parsed, context: .empty) == secret)
    }

    @Test func everySingleBitFlipIsRefused() throws {
        let key = try makeKey()
        let blob = try key.seal(secret, header: header(), context: EncryptionContext(["a": "b"]), random: random)
        for position in 0..<blob.bytes.count * 8 {
            var altered = blob.bytes
            altered[position / 8] ^= 1 << UInt8(position % 8)
            #expect(throws: KeyEngineError.invalidCiphertext) {
                try key.open(.parse(altered), context: EncryptionContext(["a": "b"]))
            }
        }
    }

    @Test func everyTruncationAndExtensionIsRefused() throws {
        let key = try makeKey()
        let blob = try key.seal(secret, header: header(), context: .empty, random: random)
        for count in 0..<blob.bytes.count {
            #expect(throws: KeyEngineError.invalidCiphertext) {
                try key.open(.parse(Array(blob.bytes.prefix(count))), context: .empty)
            }
        }
        #expect(throws: KeyEngineError.invalidCiphertext) {
            try key.open(.parse(blob.bytes + [0]), context: .empty)
        }
    }

    @Test(arguments: [
        [:], ["stage": "prod"], ["stage": "test", "team": "blue"], ["Stage": "prod", "team": "blue"],
        ["stage": "prodteam", "": "blue"], ["stage": "prod", "team": "blue", "extra": ""],
    ])
    func anotherContextIsRefused(other: [String: String]) throws {
        let key = try makeKey()
        let context = try EncryptionContext(["stage": "prod", "team": "blue"])
        let blob = try key.seal(secret, header: header(), context: context, random: random)
        #expect(throws: KeyEngineError.invalidCiphertext) { try key.open(blob, context: EncryptionContext(other)) }
    }

    @Test func anotherMaterialIsRefused() throws {
        let blob = try makeKey().seal(secret, header: header(), context: .empty, random: random)
        let other = try makeKey()
        #expect(throws: KeyEngineError.invalidCiphertext) { try other.open(blob, context: .empty) }
    }

    @Test func equalMessagesSealDifferently() throws {
        let key = try makeKey()
        let blobs = try (0..<100).map { _ in
            try key.seal(secret, header: header(), context: .empty, random: SystemRandom()).bytes
        }
        #expect(Set(blobs).count == 100)
    }

    @Test func mutatedBlobsNeitherCrashNorOpen() throws {
        let key = try makeKey()
        let blob = try key.seal(secret, header: header(), context: .empty, random: random).bytes
        for _ in 0..<20_000 {
            let mutated = mutate(blob)
            guard mutated != blob, let parsed = try? CiphertextBlob.parse(mutated) else { continue }
            #expect(Array(mutated.prefix(parsed.header.encoded.count)) == parsed.header.encoded)
            #expect(throws: KeyEngineError.invalidCiphertext) { try key.open(parsed, context: .empty) }
        }
    }

    private func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var mutated = bytes
        let dice = random.bytes(4).map(Int.init)
        for _ in 0...dice[0] % 4 {
            let place = random.bytes(2).map(Int.init)
            let position = (place[0] << 8 | place[1]) % max(mutated.count, 1)
            switch dice[1] % 4 {
            case 0 where !mutated.isEmpty: mutated[position] = UInt8(dice[2])
            case 1: mutated.insert(UInt8(dice[2]), at: min(position, mutated.count))
            case 2 where !mutated.isEmpty: mutated.remove(at: position)
            default: mutated.removeLast(min(dice[3], mutated.count))
            }
        }
        return mutated
    }

    @Test(arguments: [
        "arn:aws:kms:eu-central-1:111122223333:alias/x", "arn:aws:s3:eu-central-1:111122223333:key/x",
        "arn:aws:kms:eu-central-1:1111:key/x", "arn:aws:kms::111122223333:key/x",
        "arn:aws:kms:eu-central-1:111122223333:key/a b", "arn:aws:kms:eu-central-1:111122223333:key/",
    ])
    func arnThatNamesNoKeyIsRefused(text: String) throws {
        let arn = try #require(ARN(text))
        #expect(throws: KeyEngineError.invalidKeyName) { try header(arn) }
    }
}
