/// Splitting of coefficients into high and low parts (FIPS 204 section 7.4). All take values in 0 ..< q.
struct Rounding {
    private let gamma2: Int32
    /// (q - 1) / 2γ₂: one more than the greatest high part.
    private let highParts: Int32
    /// 2⁴⁵ / 2γ₂, rounded up: multiplication takes the same time for all values, and division may not.
    private let reciprocal: Int64

    init(gamma2: Int32) {
        self.gamma2 = gamma2
        highParts = (MLDSAParameters.q - 1) / (2 * gamma2)
        reciprocal = (1 << 45) / Int64(2 * gamma2) + 1
    }

    /// Algorithm 35: `value` = high · 2¹³ + low.
    static func power2Round(_ value: Int32) -> (high: Int32, low: Int32) {
        let high = (value + (1 << (MLDSAParameters.d - 1)) - 1) >> MLDSAParameters.d
        return (high, value - high << MLDSAParameters.d)
    }

    /// Algorithm 36: `value` = high · 2γ₂ + low, but for the values next to q, which take high 0 and low one less.
    func decompose(_ value: Int32) -> (high: Int32, low: Int32) {
        let high = Int32(truncatingIfNeeded: (Int64(value + gamma2 - 1) * reciprocal) >> 45)
        let low = value - high * 2 * gamma2
        // All ones where high is out of range.
        let wraps = (highParts - 1 - high) >> 31
        return (high & ~wraps, low + wraps)
    }

    /// Algorithm 40: the high part of what `value` was before a small addition that `hint` tells of.
    func useHint(_ hint: Bool, _ value: Int32) -> Int32 {
        let (high, low) = decompose(value)
        guard hint else { return high }
        return low > 0 ? (high + 1) % highParts : (high + highParts - 1) % highParts
    }
}
