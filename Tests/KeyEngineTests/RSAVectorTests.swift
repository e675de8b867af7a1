import Essentials
import Foundation
import Testing

@testable import KeyEngine

/// Published signatures and ciphertexts of RSA, the malformed ones included. `Tests/Vectors/rsa.txt` says whose they are.
struct RSAVectorTests {
    /// Fields of a vector by name, those of its key among them.
    typealias Vector = [String: String]

    private static let vectors: [Vector] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/rsa.txt")
        let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
        var (key, vectors): (Vector, [Vector]) = ([:], [])
        for line in lines where !line.hasPrefix("#") {
            let (name, value) = (String(line.prefix { $0 != " " }), String(line.drop { $0 != "=" }.dropFirst(2)))
            if name.hasSuffix("Key") {
                key = [name: value]
            } else if name == "Algorithm" {
                vectors.append(key.merging([name: value]) { $1 })
            } else if !vectors.isEmpty {
                vectors[vectors.count - 1][name] = value
            }
        }
        return vectors
    }()

    static let signatures = vectors.filter { $0["S"] != nil }
    static let ciphertexts = vectors.filter { $0["Ciphertext"] != nil }

    @Test func thereAreVectorsOfEachAlgorithm() {
        #expect(Set(Self.signatures.compactMap { $0["Algorithm"] }).count == 6 && Self.signatures.count == 39)
        #expect(Set(Self.ciphertexts.compactMap { $0["Algorithm"] }).count == 2 && Self.ciphertexts.count == 12)
    }

    @Test(arguments: signatures) func signatureIsJudgedAsPublished(_ vector: Vector) throws {
        let key = try PublicKey(subjectPublicKeyInfo: bytes("PublicKey", of: vector), spec: .rsa2048)
        let algorithm = try #require(vector["Algorithm"].flatMap(SigningAlgorithm.init(rawValue:)))
        let (message, signature) = try (bytes("Msg", of: vector), bytes("S", of: vector))
        if try #require(vector["Result"]).hasPrefix("P") {
            try key.verify(signature, of: message, type: .raw, algorithm: algorithm)
        } else {
            #expect(throws: KeyEngineError.invalidSignature) {
                try key.verify(signature, of: message, type: .raw, algorithm: algorithm)
            }
        }
    }

    @Test(arguments: ciphertexts) func ciphertextOpensAsPublished(_ vector: Vector) throws {
        let material = try KeyMaterial(spec: .rsa2048, stored: SecretBytes(bytes("PrivateKey", of: vector)))
        let key = try PrivateKey(material)
        let algorithm = try #require(vector["Algorithm"].flatMap(EncryptionAlgorithm.init(rawValue:)))
        let ciphertext = try bytes("Ciphertext", of: vector)
        #expect(try key.decrypt(ciphertext, algorithm: algorithm).copyBytes() == bytes("Plaintext", of: vector))
        let other: EncryptionAlgorithm = algorithm == .rsaesOaepSha1 ? .rsaesOaepSha256 : .rsaesOaepSha1
        #expect(throws: KeyEngineError.self) { try key.decrypt(ciphertext, algorithm: other) }
    }

    private func bytes(_ name: String, of vector: Vector) throws -> [UInt8] {
        try #require(vector[name].flatMap { Hex.decode($0) })
    }
}
