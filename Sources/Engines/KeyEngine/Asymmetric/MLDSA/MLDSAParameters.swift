/// The parameter sets of ML-DSA (FIPS 204 table 1), under the standard's names.
struct MLDSAParameters: Sendable {
    /// The modulus, and the number of bits that Power2Round drops.
    static var q: Int32 { 8_380_417 }
    static var d: Int32 { 13 }
    static let seedLength = 32

    /// Rows and columns of the matrix A.
    let k, l: Int
    /// The bound on the secrets' coefficients.
    let eta: Int32
    /// The number of ±1s in the challenge.
    let tau: Int
    /// The bits of a coefficient of z: γ₁ is 2 to the power of one less.
    let zBits: Int
    let gamma2: Int32
    /// The most ones in a hint.
    let omega: Int
    /// λ/4 bytes.
    let challengeLength: Int
    /// The last byte of the object identifier 2.16.840.1.101.3.4.3.x (RFC 9881).
    let identifier: UInt8

    static let mlDsa44 = MLDSAParameters(
        k: 4, l: 4, eta: 2, tau: 39, zBits: 18, gamma2: (q - 1) / 88, omega: 80, challengeLength: 32, identifier: 17)
    static let mlDsa65 = MLDSAParameters(
        k: 6, l: 5, eta: 4, tau: 49, zBits: 20, gamma2: (q - 1) / 32, omega: 55, challengeLength: 48, identifier: 18)
    static let mlDsa87 = MLDSAParameters(
        k: 8, l: 7, eta: 2, tau: 60, zBits: 20, gamma2: (q - 1) / 32, omega: 75, challengeLength: 64, identifier: 19)

    init?(_ spec: KeySpec) {
        switch spec {
        case .mlDsa44: self = .mlDsa44
        case .mlDsa65: self = .mlDsa65
        case .mlDsa87: self = .mlDsa87
        default: return nil
        }
    }

    private init(
        k: Int, l: Int, eta: Int32, tau: Int, zBits: Int, gamma2: Int32, omega: Int, challengeLength: Int,
        identifier: UInt8
    ) {
        (self.k, self.l, self.eta, self.tau, self.zBits) = (k, l, eta, tau, zBits)
        (self.gamma2, self.omega, self.challengeLength, self.identifier) = (gamma2, omega, challengeLength, identifier)
    }

    var gamma1: Int32 { 1 << Int32(zBits - 1) }
    var beta: Int32 { Int32(tau) * eta }
    /// The bits of a coefficient of w₁: 43 values of HighBits with the smaller γ₂, 15 with the larger.
    var highBits: Int { gamma2 == (Self.q - 1) / 88 ? 6 : 4 }

    var publicKeyLength: Int { 32 + 320 * k }
    var zLength: Int { 32 * zBits }
    var signatureLength: Int { challengeLength + l * zLength + omega + k }
}
