import Crypto
import Essentials
import Testing

@testable import KeyEngine

/// Against another implementation, where that has the parameter set, and against itself where it has not.
struct MLDSATests {
    private let random = TestRandom()
    private let message = Array("lattices".utf8)

    private func key(_ spec: KeySpec, seed: [UInt8]) throws -> PrivateKey {
        let parameters = try #require(MLDSAParameters(spec))
        let der = MLDSAEncoding.privateKeyInfo(seed: SecretBytes(seed), parameters)
        return try PrivateKey(.importing(der, as: spec))
    }

    @Test func mlDsa65AgreesWithAnotherImplementation() throws {
        for _ in 0..<5 {
            let seed = random.bytes(32)
            let ours = try key(.mlDsa65, seed: seed)
            let theirs = try MLDSA65.PrivateKey(seedRepresentation: seed, publicKey: nil)
            #expect(
                Array(ours.publicKey.subjectPublicKeyInfo.suffix(1952)) == Array(theirs.publicKey.rawRepresentation))
            let signature = try ours.sign(message, type: .raw, algorithm: .mlDsaShake256)
            #expect(theirs.publicKey.isValidSignature(signature, for: message))
            let other = try Array(theirs.signature(for: message))
            try ours.publicKey.verify(other, of: message, type: .raw, algorithm: .mlDsaShake256)
        }
    }

    @Test func mlDsa87AgreesWithAnotherImplementation() throws {
        for _ in 0..<5 {
            let seed = random.bytes(32)
            let ours = try key(.mlDsa87, seed: seed)
            let theirs = try MLDSA87.PrivateKey(seedRepresentation: seed, publicKey: nil)
            #expect(
                Array(ours.publicKey.subjectPublicKeyInfo.suffix(2592)) == Array(theirs.publicKey.rawRepresentation))
            let signature = try ours.sign(message, type: .raw, algorithm: .mlDsaShake256)
            #expect(theirs.publicKey.isValidSignature(signature, for: message))
            let other = try Array(theirs.signature(for: message))
            try ours.publicKey.verify(other, of: message, type: .raw, algorithm: .mlDsaShake256)
        }
    }

    @Test(arguments: [(KeySpec.mlDsa44, 1312, 2420), (.mlDsa65, 1952, 3309), (.mlDsa87, 2592, 4627)])
    func sizesAreThoseOfFIPS204(spec: KeySpec, publicKey: Int, signature: Int) throws {
        let key = try PrivateKey(.generate(spec, random: random))
        #expect(key.publicKey.subjectPublicKeyInfo.count == publicKey + 22)
        #expect(try key.sign(message, type: .raw, algorithm: .mlDsaShake256).count == signature)
    }

    @Test(arguments: [KeySpec.mlDsa44, .mlDsa65, .mlDsa87])
    func representativeComputedOutsideVerifies(spec: KeySpec) throws {
        let key = try PrivateKey(.generate(spec, random: random))
        let encoded = Array(key.publicKey.subjectPublicKeyInfo.dropFirst(22))
        let hash = try SHAKE.hash256(encoded, count: 64)
        let representative = try SHAKE.hash256(hash + [0, 0] + message, count: 64)
        let signature = try key.sign(representative, type: .externalMu, algorithm: .mlDsaShake256)
        try key.publicKey.verify(signature, of: message, type: .raw, algorithm: .mlDsaShake256)
        #expect(throws: KeyEngineError.invalidDigestLength) {
            try key.sign(random.bytes(63), type: .externalMu, algorithm: .mlDsaShake256)
        }
        #expect(throws: KeyEngineError.unsupportedMessageType) {
            try key.sign(random.bytes(64), type: .digest, algorithm: .mlDsaShake256)
        }
    }

    @Test func publicKeyOfAnotherSetIsRefused() throws {
        let der = try KeyMaterial.generate(.mlDsa44, random: random).publicKey()
        #expect(throws: Never.self) { try PublicKey(subjectPublicKeyInfo: der, spec: .mlDsa44) }
        for wrong in [[], der + [0], Array(der.dropLast())] {
            #expect(throws: KeyEngineError.invalidPublicKey) {
                try PublicKey(subjectPublicKeyInfo: wrong, spec: .mlDsa44)
            }
        }
        #expect(throws: KeyEngineError.invalidPublicKey) { try PublicKey(subjectPublicKeyInfo: der, spec: .mlDsa65) }
    }

    @Test func hintsHaveOneForm() {
        let omega = 80
        var hints = [[Bool]](repeating: [Bool](repeating: false, count: 256), count: 4)
        for position in [0, 7, 255] { hints[1][position] = true }
        let packed = BitPacking.pack(hints: hints, omega: omega)
        #expect(BitPacking.unpackHints(packed, omega: omega, rows: 4) == hints)
        let unordered = [7, 0, 255] + packed.dropFirst(3)
        let trailing = packed.prefix(10) + [1] + packed.dropFirst(11)
        let beyond = packed.dropLast() + [81]
        for wrong in [Array(unordered), Array(trailing), Array(beyond)] {
            #expect(BitPacking.unpackHints(wrong, omega: omega, rows: 4) == nil)
        }
    }

    /// FIPS 204 algorithms 35 and 36, by their definition with division.
    @Test(arguments: [(MLDSAParameters.q - 1) / 88, (MLDSAParameters.q - 1) / 32])
    func roundingFollowsItsDefinition(gamma2: Int32) {
        let rounding = Rounding(gamma2: gamma2)
        let q = MLDSAParameters.q
        var wrong = 0
        let boundaries = (0...q / gamma2).flatMap { part in (-3...3).map { part * gamma2 + $0 } }
        let values = boundaries + stride(from: 0, to: q, by: 97) + [q - 1]
        for value in values where (0..<q).contains(value) {
            var low = value % (2 * gamma2)
            if low > gamma2 { low -= 2 * gamma2 }
            let wraps = value - low == q - 1
            let expected = wraps ? (0, low - 1) : ((value - low) / (2 * gamma2), low)
            let (high, rest) = rounding.decompose(value)
            if expected != (high, rest) { wrong += 1 }
        }
        #expect(wrong == 0)
    }
}
