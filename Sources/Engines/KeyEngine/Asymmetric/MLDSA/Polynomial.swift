import COpenSSL

/// A polynomial of degree below 256 over the integers modulo q = 8380417.
///
/// Coefficients are in 0 ..< q. No branch depends on one, but where a standard's step says that the value is public.
struct Polynomial: Sendable {
    static let degree = 256
    private static var q: Int64 { Int64(MLDSAParameters.q) }

    var coefficients: [Int32]

    init() { coefficients = [Int32](repeating: 0, count: Self.degree) }

    /// `value` may be negative, but no less than -q.
    init(coefficient value: (Int) -> Int32) {
        coefficients = (0..<Self.degree).map { index in
            let coefficient = value(index)
            return coefficient + (coefficient >> 31) & MLDSAParameters.q
        }
    }

    static func + (left: Polynomial, right: Polynomial) -> Polynomial {
        left.combined(with: right) { reducedOnce($0 + $1) }
    }

    static func - (left: Polynomial, right: Polynomial) -> Polynomial {
        left.combined(with: right) { reducedOnce($0 - $1 + MLDSAParameters.q) }
    }

    /// The product of two polynomials that `NumberTheoreticTransform` has transformed.
    static func * (left: Polynomial, right: Polynomial) -> Polynomial {
        left.combined(with: right) { Int32(truncatingIfNeeded: Int64($0) * Int64($1) % q) }
    }

    /// Coefficients as the standard's mod± q: -(q-1)/2 … (q-1)/2.
    func centred(_ index: Int) -> Int32 {
        let value = coefficients[index]
        return value - ((MLDSAParameters.q - 1) / 2 - value) >> 31 & MLDSAParameters.q
    }

    /// Whether every coefficient's absolute value, modulo ±q, is below `bound`.
    func isBelow(_ bound: Int32) -> Bool {
        var excess: Int32 = 0
        for index in 0..<Self.degree {
            excess |= bound - 1 - abs(centred(index))
        }
        return excess >= 0
    }

    mutating func wipe() {
        coefficients.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    private static func reducedOnce(_ value: Int32) -> Int32 {
        let reduced = value - MLDSAParameters.q
        return reduced + (reduced >> 31) & MLDSAParameters.q
    }

    private func combined(with other: Polynomial, _ operation: (Int32, Int32) -> Int32) -> Polynomial {
        var result = Polynomial()
        for index in 0..<Self.degree {
            result.coefficients[index] = operation(coefficients[index], other.coefficients[index])
        }
        return result
    }
}
