/// An ML-DSA key pair (FIPS 204), expanded from its 32-byte seed ξ and ready to sign.
final class MLDSAPrivateKey: @unchecked Sendable {
    private static let attemptLimit = 1000

    let publicKey: MLDSAPublicKey
    private let parameters: MLDSAParameters
    private let signingSeed: SecretBytes
    // Transformed. Written during initialisation only, so that concurrent reads are safe.
    private var s1, s2, t0: [Polynomial]

    /// Algorithm 6.
    init(seed: SecretBytes, parameters: MLDSAParameters) throws(KeyEngineError) {
        self.parameters = parameters
        var ownSeed = seed.copyBytes()
        defer { ownSeed.wipe() }
        var expanded = try SHAKE.hash256(ownSeed, [UInt8(parameters.k), UInt8(parameters.l)], count: 128)
        defer { expanded.wipe() }
        let rho = Array(expanded.prefix(32))
        var rhoPrime = Array(expanded[32..<96])
        defer { rhoPrime.wipe() }
        var tail = Array(expanded.suffix(32))
        signingSeed = SecretBytes(taking: &tail)
        let secrets = try parameters.expandS(rhoPrime)
        let transformedS1 = secrets.s1.transformed()
        (s1, s2) = (transformedS1, secrets.s2.transformed())
        let matrix = try parameters.expandA(rho)
        let t = secrets.s2.indices.map { row in
            zip(matrix[row], transformedS1).reduce(Polynomial()) { $0 + $1.0 * $1.1 }.inverseTransformed()
                + secrets.s2[row]
        }
        let rounded = t.map { $0.coefficients.map(Rounding.power2Round) }
        t0 = rounded.map { row in Polynomial { row[$0].low }.transformed() }
        let t1 = rounded.flatMap { row in BitPacking.pack(bits: 10) { row[$0].high } }
        publicKey = try MLDSAPublicKey(encoded: rho + t1, parameters: parameters)
    }

    deinit {
        for index in s1.indices { s1[index].wipe() }
        for index in s2.indices { s2[index].wipe() }
        for index in t0.indices { t0[index].wipe() }
    }

    /// Signs the message representative μ (algorithm 7); `randomness` is 32 bytes.
    func sign(_ representative: [UInt8], randomness: [UInt8]) throws(KeyEngineError) -> [UInt8] {
        var ownSeed = signingSeed.copyBytes()
        defer { ownSeed.wipe() }
        var rhoPrime = try SHAKE.hash256(ownSeed, randomness, representative, count: 64)
        defer { rhoPrime.wipe() }
        // An attempt succeeds with a probability of about one in four, whatever the key, so that the end is not reached
        // (FIPS 204 appendix C).
        for attemptNumber in 0..<Self.attemptLimit {
            let mask = try parameters.expandMask(rhoPrime, counter: attemptNumber * parameters.l)
            if let signature = try attempt(representative, mask: mask) { return signature }
        }
        throw .libraryFailure
    }

    /// A signature, unless it would tell something about the key.
    private func attempt(_ representative: [UInt8], mask: [Polynomial]) throws(KeyEngineError) -> [UInt8]? {
        let (gamma1, gamma2, beta) = (parameters.gamma1, parameters.gamma2, parameters.beta)
        let rounding = Rounding(gamma2: gamma2)
        let w = publicKey.multiply(mask.transformed()).inverseTransformed()
        let w1 = w.map { $0.coefficients.map { rounding.decompose($0).high } }
        let challengeHash = try publicKey.challenge(representative, w1: w1)
        let challenge = try parameters.sampleInBall(challengeHash).transformed()
        let z = mask + s1.scaled(by: challenge).inverseTransformed()
        let remainder = w - s2.scaled(by: challenge).inverseTransformed()
        let low = remainder.map { row in Polynomial { rounding.decompose(row.coefficients[$0]).low } }
        guard z.areBelow(gamma1 - beta), low.areBelow(gamma2 - beta) else { return nil }
        let correction = t0.scaled(by: challenge).inverseTransformed()
        guard correction.areBelow(gamma2) else { return nil }
        let hints = zip(remainder, remainder + correction).map { before, after in
            zip(before.coefficients, after.coefficients).map {
                rounding.decompose($0).high != rounding.decompose($1).high
            }
        }
        guard hints.joined().count(where: { $0 }) <= parameters.omega else { return nil }
        let packed = z.flatMap { row in BitPacking.pack(bits: parameters.zBits) { gamma1 - row.centred($0) } }
        return challengeHash + packed + BitPacking.pack(hints: hints, omega: parameters.omega)
    }
}
