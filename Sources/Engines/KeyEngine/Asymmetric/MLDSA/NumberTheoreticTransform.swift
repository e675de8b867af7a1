/// NTT and its inverse (FIPS 204 algorithms 41 and 42), with ζ = 1753.
extension Polynomial {
    private static var modulus: Int64 { Int64(MLDSAParameters.q) }

    /// ζ to the power of each index with its eight bits reversed.
    private static let zetas: [Int32] = {
        var powers: [Int64] = [1]
        for _ in 1..<degree { powers.append(powers[powers.count - 1] * 1753 % modulus) }
        return (0..<degree).map { index in
            let reversed = (0..<8).reduce(0) { $0 | (index >> $1 & 1) << (7 - $1) }
            return Int32(powers[reversed])
        }
    }()

    func transformed() -> Polynomial {
        var result = self
        Self.zetas.withUnsafeBufferPointer { zetas in
            result.coefficients.withUnsafeMutableBufferPointer { values in
                var block = 0
                var length = Self.degree / 2
                while length >= 1 {
                    for start in stride(from: 0, to: Self.degree, by: 2 * length) {
                        block += 1
                        Self.spread(values, zeta: zetas[block], from: start, length: length)
                    }
                    length /= 2
                }
            }
        }
        return result
    }

    func inverseTransformed() -> Polynomial {
        var result = self
        Self.zetas.withUnsafeBufferPointer { zetas in
            result.coefficients.withUnsafeMutableBufferPointer { values in
                var block = Self.degree
                var length = 1
                while length < Self.degree {
                    for start in stride(from: 0, to: Self.degree, by: 2 * length) {
                        block -= 1
                        Self.gather(values, zeta: MLDSAParameters.q - zetas[block], from: start, length: length)
                    }
                    length *= 2
                }
                // 256 to the power of -1.
                for index in values.indices { values[index] = Self.product(8_347_681, values[index]) }
            }
        }
        return result
    }

    private static func spread(
        _ values: UnsafeMutableBufferPointer<Int32>, zeta: Int32, from start: Int, length: Int
    ) {
        for index in start..<start + length {
            let term = product(zeta, values[index + length])
            values[index + length] = remainder(values[index] - term + MLDSAParameters.q)
            values[index] = remainder(values[index] + term)
        }
    }

    private static func gather(
        _ values: UnsafeMutableBufferPointer<Int32>, zeta: Int32, from start: Int, length: Int
    ) {
        for index in start..<start + length {
            let (left, right) = (values[index], values[index + length])
            values[index] = remainder(left + right)
            values[index + length] = product(zeta, left - right + MLDSAParameters.q)
        }
    }

    private static func product(_ left: Int32, _ right: Int32) -> Int32 {
        Int32(truncatingIfNeeded: Int64(left) * Int64(right) % modulus)
    }

    private static func remainder(_ value: Int32) -> Int32 {
        let reduced = value - MLDSAParameters.q
        return reduced + (reduced >> 31) & MLDSAParameters.q
    }
}

extension [Polynomial] {
    func transformed() -> [Polynomial] { map { $0.transformed() } }

    func inverseTransformed() -> [Polynomial] { map { $0.inverseTransformed() } }

    static func + (left: [Polynomial], right: [Polynomial]) -> [Polynomial] { zip(left, right).map { $0 + $1 } }

    static func - (left: [Polynomial], right: [Polynomial]) -> [Polynomial] { zip(left, right).map { $0 - $1 } }

    /// Each element's product with `factor`, all transformed.
    func scaled(by factor: Polynomial) -> [Polynomial] { map { $0 * factor } }

    func areBelow(_ bound: Int32) -> Bool { allSatisfy { $0.isBelow(bound) } }
}
