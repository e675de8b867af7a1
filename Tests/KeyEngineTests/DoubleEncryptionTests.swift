import Essentials
import Testing

@testable import KeyEngine

struct DoubleEncryptionTests {
    private let random = TestRandom()
    private let layers: DoubleEncryption
    private let key: SymmetricKey
    private let header: CiphertextHeader

    init() throws {
        let arn = ARN(service: "kms", region: "eu-central-1", account: "111122223333", resource: "key/1234-ab")
        let material = try #require(KeyMaterialID(bytes: Array(0..<32)))
        key = try SymmetricKey(.generate(.symmetricDefault, random: random))
        header = try CiphertextHeader(keyARN: arn, materialID: material, form: .external)
        layers = DoubleEncryption(key, header: header, context: try EncryptionContext(["a": "b"]))
    }

    private func outer(of inner: [UInt8], metadata: Int = 0, nonce: Int = 12) throws -> ExternalCiphertext {
        try #require(
            ExternalCiphertext(
                metadata: random.bytes(metadata), initializationVector: random.bytes(nonce),
                authenticationTag: random.bytes(16), ciphertext: inner))
    }

    @Test(arguments: [(0, 0, 12), (1, 20, 16), (4096, 20, 16)])
    func blobCarriesBothLayers(length: Int, metadata: Int, nonce: Int) throws {
        let plaintext = SecretBytes(random.bytes(length))
        let inner = try layers.sealInner(plaintext, random: random)
        #expect(inner.count == length + 44)
        let outer = try outer(of: inner, metadata: metadata, nonce: nonce)
        let bytes = layers.blob(outer)
        #expect(bytes.count <= CiphertextBlob.maximumLength)
        let blob = try CiphertextBlob.parse(bytes)
        #expect(blob.header == header)
        #expect(try layers.outer(of: blob) == outer)
        #expect(try layers.openInner(inner) == plaintext)
    }

    @Test func innerLayerIsNoBlobOfAnotherForm() throws {
        let inner = try layers.sealInner(SecretBytes([1]), random: random)
        let plain = try CiphertextHeader(
            keyARN: header.keyARN(in: .standard), materialID: header.materialID, form: .material)
        let blob = try CiphertextBlob.parse(plain.encoded + inner)
        #expect(throws: KeyEngineError.invalidCiphertext) {
            try key.open(blob, context: EncryptionContext(["a": "b"]))
        }
    }

    @Test func blobsOfOtherKeysAndAlteredLengthsAreRefused() throws {
        let inner = try layers.sealInner(SecretBytes([1]), random: random)
        let bytes = layers.blob(try outer(of: inner, metadata: 3))
        let start = header.encoded.count
        for (index, value) in [(start, UInt8(21)), (start, 255), (start + 4, 13), (start + 4, 255)] {
            var altered = bytes
            altered[index] = value
            #expect(throws: KeyEngineError.invalidCiphertext) { try CiphertextBlob.parse(altered) }
        }
        #expect(throws: KeyEngineError.invalidCiphertext) {
            try CiphertextBlob.parse(Array(bytes.prefix(start + 4 + 13 + 16 + 43)))
        }
        let other = try CiphertextHeader(
            keyARN: header.keyARN(in: .standard), materialID: .none, form: .external)
        #expect(throws: KeyEngineError.invalidCiphertext) {
            try layers.outer(of: CiphertextBlob.parse(other.encoded + bytes.dropFirst(start)))
        }
    }

    @Test func authenticatedDataHoldsTheContextHoweverLong() throws {
        let long = try EncryptionContext(["a": String(repeating: "b", count: 8192)])
        let others = DoubleEncryption(key, header: header, context: long)
        #expect(others.authenticatedData.count == layers.authenticatedData.count)
        #expect(others.authenticatedData != layers.authenticatedData)
    }

    /// Source: AWS KMS External Key Store Proxy API specification, appendix C.
    @Test func integrityValueIsThatOfTheSpecification() throws {
        let outer = try #require(
            ExternalCiphertext(
                metadata: Array("key_version=1".utf8),
                initializationVector: Base64.decode("HMrlRw85cAJUd5Ax") ?? [],
                authenticationTag: Base64.decode("vBxN2ncH1oEkR8WVXpmyYQ==") ?? [],
                ciphertext: Base64.decode("ghxkK1txeDNn3q8Y") ?? []))
        let value = outer.integrityValue(authenticating: Array("project=nile,department=marketing".utf8))
        #expect(Base64.encode(value) == "qHA/ImC9h5HsLRXqCyPmWgYx7tzyoTplzILbP0fPXsc=")
    }
}
