/// The public half of an ML-DSA key (FIPS 204).
final class MLDSAPublicKey: Sendable {
    static let representativeLength = 64

    let parameters: MLDSAParameters
    /// FIPS 204's encoding: ρ ‖ t₁.
    let encoded: [UInt8]
    private let matrix: [[Polynomial]]
    /// t₁ · 2ᵈ, transformed.
    private let scaledT1: [Polynomial]
    private let hash: [UInt8]

    /// Throws `invalidPublicKey` for another length than the parameter set's.
    init(encoded: [UInt8], parameters: MLDSAParameters) throws(KeyEngineError) {
        guard encoded.count == parameters.publicKeyLength else { throw .invalidPublicKey }
        self.parameters = parameters
        self.encoded = encoded
        matrix = try parameters.expandA(Array(encoded.prefix(MLDSAParameters.seedLength)))
        scaledT1 = (0..<parameters.k).map { row in
            let start = MLDSAParameters.seedLength + 320 * row
            let values = BitPacking.unpack(bits: 10, encoded[start..<start + 320])
            return Polynomial { values[$0] << MLDSAParameters.d }.transformed()
        }
        hash = try SHAKE.hash256(encoded, count: Self.representativeLength)
    }

    /// The message representative μ of a message with an empty context (algorithms 2 and 7).
    func representative(of message: [UInt8]) throws(KeyEngineError) -> [UInt8] {
        try SHAKE.hash256(hash, [0, 0], message, count: Self.representativeLength)
    }

    /// A · `vector`, all transformed.
    func multiply(_ vector: [Polynomial]) -> [Polynomial] {
        matrix.map { row in zip(row, vector).reduce(Polynomial()) { $0 + $1.0 * $1.1 } }
    }

    /// The challenge's hash for the commitment whose high bits `w1` gives (algorithm 28).
    func challenge(_ representative: [UInt8], w1: [[Int32]]) throws(KeyEngineError) -> [UInt8] {
        let packed = w1.flatMap { row in BitPacking.pack(bits: parameters.highBits) { row[$0] } }
        return try SHAKE.hash256(representative, packed, count: parameters.challengeLength)
    }

    /// Algorithm 8.
    func isValid(_ signature: [UInt8], for representative: [UInt8]) throws(KeyEngineError) -> Bool {
        guard let (challengeHash, z, hints) = parse(signature) else { return false }
        guard z.areBelow(parameters.gamma1 - parameters.beta) else { return false }
        let challenge = try parameters.sampleInBall(challengeHash).transformed()
        let approximation = (multiply(z.transformed()) - scaledT1.scaled(by: challenge)).inverseTransformed()
        let rounding = Rounding(gamma2: parameters.gamma2)
        let w1 = zip(approximation, hints).map { polynomial, hint in
            zip(hint, polynomial.coefficients).map { rounding.useHint($0, $1) }
        }
        return try self.challenge(representative, w1: w1) == challengeHash
    }

    private func parse(_ signature: [UInt8]) -> (challenge: [UInt8], z: [Polynomial], hints: [[Bool]])? {
        guard signature.count == parameters.signatureLength else { return nil }
        let z = (0..<parameters.l).map { row in
            let start = parameters.challengeLength + row * parameters.zLength
            let values = BitPacking.unpack(bits: parameters.zBits, signature[start..<start + parameters.zLength])
            return Polynomial { parameters.gamma1 - values[$0] }
        }
        let packed = Array(signature.suffix(parameters.omega + parameters.k))
        return BitPacking.unpackHints(packed, omega: parameters.omega, rows: parameters.k).map {
            (Array(signature.prefix(parameters.challengeLength)), z, $0)
        }
    }
}
