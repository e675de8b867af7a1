import Essentials
import Testing

@testable import KeyEngine

/// One key is used again and again, and by many at once: what OpenSSL sets up for one use must serve the next.
struct SignatureContextTests {
    private static let specs: [KeySpec] = [.rsa2048, .eccNistP256]

    @Test(arguments: specs)
    func algorithmsTakenInTurnsDoNotDisturbOneAnother(spec: KeySpec) throws {
        let key = try PrivateKey(.generate(spec, random: TestRandom()))
        for _ in 0..<3 {
            for algorithm in spec.signingAlgorithms {
                let signature = try key.sign([1, 2, 3], type: .raw, algorithm: algorithm)
                #expect(throws: KeyEngineError.invalidSignature) {
                    try key.publicKey.verify(signature, of: [4], type: .raw, algorithm: algorithm)
                }
                // By a key that has set up nothing yet.
                let stranger = try PublicKey(
                    subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo, spec: spec)
                try stranger.verify(signature, of: [1, 2, 3], type: .raw, algorithm: algorithm)
                try key.publicKey.verify(signature, of: [1, 2, 3], type: .raw, algorithm: algorithm)
            }
        }
    }

    @Test(arguments: specs)
    func oneKeyServesManyThreadsAtOnce(spec: KeySpec) async throws {
        let key = try PrivateKey(.generate(spec, random: TestRandom()))
        let algorithms = spec.signingAlgorithms
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<32 {
                tasks.addTask {
                    let algorithm = algorithms[number % algorithms.count]
                    let message = [UInt8(number)]
                    let signature = try key.sign(message, type: .raw, algorithm: algorithm)
                    try key.publicKey.verify(signature, of: message, type: .raw, algorithm: algorithm)
                }
            }
            try await tasks.waitForAll()
        }
    }

    @Test func idleContextsAreKeptForTheirPurposeOnlyAndUpToALimit() throws {
        let material = try KeyMaterial.generate(.eccNistP256, random: TestRandom())
        let key = try PrivateKeyForm.parse(material.secret, of: .eccNistP256)
        let pool = SignatureContextPool()
        let signing = SignatureContext.Purpose(operation: .sign, algorithm: .ecdsaSha256)
        for _ in 0...SignatureContextPool.limit {
            pool.giveBack(try SignatureContext(signing, with: key.pointer), for: signing)
        }
        #expect(pool.take(.init(operation: .verify, algorithm: .ecdsaSha256)) == nil)
        var kept = 0
        while pool.take(signing) != nil { kept += 1 }
        #expect(kept == SignatureContextPool.limit)
    }
}
