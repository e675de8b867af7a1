import COpenSSL

/// Arithmetic modulo an odd prime. One value serves one computation: its scratch space is not shared between threads.
struct PrimeField {
    let prime: BigNumber
    let scratch: OpaquePointer
    private let montgomery: OpaquePointer

    /// Lends a field and frees its scratch space afterwards.
    static func with<Result>(
        prime: BigNumber, _ body: (PrimeField) throws(KeyEngineError) -> Result
    ) throws(KeyEngineError) -> Result {
        guard let scratch = BN_CTX_secure_new() else { throw .libraryFailure }
        defer { BN_CTX_free(scratch) }
        guard let montgomery = BN_MONT_CTX_new() else { throw .libraryFailure }
        defer { BN_MONT_CTX_free(montgomery) }
        guard BN_MONT_CTX_set(montgomery, prime.pointer, scratch) == 1 else { throw .libraryFailure }
        return try body(PrimeField(prime: prime, scratch: scratch, montgomery: montgomery))
    }

    func reduce(_ value: BigNumber) throws(KeyEngineError) -> BigNumber {
        try result { BN_nnmod($0, value.pointer, prime.pointer, scratch) }
    }

    func sum(_ left: BigNumber, _ right: BigNumber) throws(KeyEngineError) -> BigNumber {
        try result { BN_mod_add($0, left.pointer, right.pointer, prime.pointer, scratch) }
    }

    func difference(_ left: BigNumber, _ right: BigNumber) throws(KeyEngineError) -> BigNumber {
        try result { BN_mod_sub($0, left.pointer, right.pointer, prime.pointer, scratch) }
    }

    /// By Montgomery's method, whose time does not depend on the factors.
    func product(_ left: BigNumber, _ right: BigNumber) throws(KeyEngineError) -> BigNumber {
        let scaled = try result { BN_to_montgomery($0, left.pointer, montgomery, scratch) }
        return try result { BN_mod_mul_montgomery($0, scaled.pointer, right.pointer, montgomery, scratch) }
    }

    /// Throws for a divisor of zero.
    func quotient(_ dividend: BigNumber, _ divisor: BigNumber) throws(KeyEngineError) -> BigNumber {
        try product(
            dividend, try result { BN_mod_inverse($0, divisor.pointer, prime.pointer, scratch) == nil ? 0 : 1 })
    }

    /// Nil when there is none.
    func squareRoot(_ value: BigNumber) throws(KeyEngineError) -> BigNumber? {
        let root = try BigNumber()
        guard BN_mod_sqrt(root.pointer, value.pointer, prime.pointer, scratch) != nil else {
            ERR_clear_error()
            return nil
        }
        return root
    }

    private func result(_ compute: (OpaquePointer) -> Int32) throws(KeyEngineError) -> BigNumber {
        let number = try BigNumber()
        guard compute(number.pointer) == 1 else {
            ERR_clear_error()
            throw .libraryFailure
        }
        return number
    }
}
