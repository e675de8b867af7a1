/// Polynomials drawn from seeds (FIPS 204 section 7.3).
extension MLDSAParameters {
    /// Algorithm 32: the matrix A, transformed, row by row.
    func expandA(_ rho: [UInt8]) throws(KeyEngineError) -> [[Polynomial]] {
        var matrix: [[Polynomial]] = []
        for row in 0..<k {
            var polynomials: [Polynomial] = []
            for column in 0..<l {
                polynomials.append(try Self.rejectedUniform(rho + [UInt8(column), UInt8(row)]))
            }
            matrix.append(polynomials)
        }
        return matrix
    }

    /// Algorithm 33: the secret vectors s₁ and s₂.
    func expandS(_ rhoPrime: [UInt8]) throws(KeyEngineError) -> (s1: [Polynomial], s2: [Polynomial]) {
        var polynomials: [Polynomial] = []
        for index in 0..<k + l {
            polynomials.append(try rejectedBounded(rhoPrime + [UInt8(index), 0]))
        }
        return (Array(polynomials.prefix(l)), Array(polynomials.suffix(k)))
    }

    /// Algorithm 34: the mask vector y of the attempt that starts at `counter`.
    func expandMask(_ rhoPrime: [UInt8], counter: Int) throws(KeyEngineError) -> [Polynomial] {
        var mask: [Polynomial] = []
        for index in counter..<counter + l {
            let number = [UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8)]
            let bytes = try SHAKE.hash256(rhoPrime, number, count: zLength)
            let values = BitPacking.unpack(bits: zBits, bytes[...])
            mask.append(Polynomial { gamma1 - values[$0] })
        }
        return mask
    }

    /// Algorithm 29: the challenge, a polynomial of τ coefficients ±1 and zeros.
    func sampleInBall(_ seed: [UInt8]) throws(KeyEngineError) -> Polynomial {
        let bytes = try SHAKE.hash256(seed, count: 272)
        var signs = bytes.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        var positions = bytes.dropFirst(8).makeIterator()
        var challenge = Polynomial()
        for index in Polynomial.degree - tau..<Polynomial.degree {
            var position = Int.max
            while position > index {
                guard let next = positions.next() else { throw .libraryFailure }
                position = Int(next)
            }
            challenge.coefficients[index] = challenge.coefficients[position]
            challenge.coefficients[position] = signs & 1 == 0 ? 1 : Self.q - 1
            signs >>= 1
        }
        return challenge
    }

    /// Algorithm 30. A longer output of SHAKE begins with the shorter one, so that too few bytes mean one more try.
    private static func rejectedUniform(_ seed: [UInt8]) throws(KeyEngineError) -> Polynomial {
        var polynomial = Polynomial()
        var length = 1008
        while true {
            let bytes = try SHAKE.hash128(seed, count: length)
            var filled = 0
            for start in stride(from: 0, to: length, by: 3) where filled < Polynomial.degree {
                let value = Int32(bytes[start]) | Int32(bytes[start + 1]) << 8 | Int32(bytes[start + 2] & 0x7F) << 16
                guard value < q else { continue }
                polynomial.coefficients[filled] = value
                filled += 1
            }
            if filled == Polynomial.degree { return polynomial }
            length *= 2
        }
    }

    /// Algorithm 31, with the halves of bytes that algorithm 15 takes.
    private func rejectedBounded(_ seed: [UInt8]) throws(KeyEngineError) -> Polynomial {
        let limit: Int32 = eta == 2 ? 15 : 9
        var length = 544
        while true {
            var values: [Int32] = []
            for byte in try SHAKE.hash256(seed, count: length) {
                for half in [Int32(byte & 15), Int32(byte >> 4)] where half < limit {
                    values.append(eta == 2 ? 2 - half % 5 : 4 - half)
                }
            }
            if values.count >= Polynomial.degree { return Polynomial { values[$0] } }
            length *= 2
        }
    }
}
