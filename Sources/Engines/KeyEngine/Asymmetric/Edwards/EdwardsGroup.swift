import COpenSSL

/// The group of edwards25519 (RFC 8032 section 5.1), computed on the Weierstrass curve that it is birationally
/// equivalent to, where OpenSSL's constant-time ladder works: with (u, v) on curve25519 (RFC 7748 section 4.1) and
/// A = 486662,
///
///     X = u + A/3   Y = v   u = (1 + y) / (1 - y)   v = √(-A - 2) · u / x
///
/// OpenSSL 3.0 has Ed25519 but not Ed25519ph, and does not give out the point arithmetic under it.
struct EdwardsGroup {
    static let encodedLength = 32

    /// The order of the base point.
    let order: BigNumber
    private let field: PrimeField
    private let group: OpaquePointer
    private let one: BigNumber
    private let thirdOfA: BigNumber
    private let rootOfMinusAPlus2: BigNumber
    private let d: BigNumber

    /// Lends the group and frees it afterwards.
    static func with<Result>(
        _ body: (EdwardsGroup) throws(KeyEngineError) -> Result
    ) throws(KeyEngineError) -> Result {
        let prime = try BigNumber(Constants.prime)
        return try PrimeField.with(prime: prime) { field throws(KeyEngineError) in
            let (a, b) = try (BigNumber(Constants.a), BigNumber(Constants.b))
            let group = EC_GROUP_new_curve_GFp(prime.pointer, a.pointer, b.pointer, field.scratch)
            guard let group else { throw .libraryFailure }
            defer { EC_GROUP_free(group) }
            return try body(try EdwardsGroup(field: field, group: group))
        }
    }

    private init(field: PrimeField, group: OpaquePointer) throws(KeyEngineError) {
        self.field = field
        self.group = group
        order = try BigNumber(Constants.order)
        one = try BigNumber("1")
        thirdOfA = try BigNumber(Constants.thirdOfA)
        rootOfMinusAPlus2 = try BigNumber(Constants.rootOfMinusAPlus2)
        d = try BigNumber(Constants.d)
        let cofactor = try BigNumber("8")
        let base = try point(try BigNumber(Constants.baseX), try BigNumber(Constants.baseY))
        guard EC_GROUP_set_generator(group, base.pointer, order.pointer, cofactor.pointer) == 1 else {
            throw .libraryFailure
        }
    }

    /// The encoding of `scalar` times the base point. Its time does not depend on `scalar`.
    func encodedMultipleOfBase(_ scalar: BigNumber) throws(KeyEngineError) -> [UInt8] {
        let product = try Point(in: group)
        guard EC_POINT_mul(group, product.pointer, scalar.pointer, nil, nil, field.scratch) == 1 else {
            throw .libraryFailure
        }
        return try encode(product)
    }

    /// The encoding of `scalar` times the base point less `factor` times `key`; nil when `key` encodes no point of
    /// large order. For public values only.
    func encodedDifference(_ scalar: BigNumber, less factor: BigNumber, times key: [UInt8]) throws(KeyEngineError)
        -> [UInt8]?
    {
        guard let point = try decode(key) else { return nil }
        let sum = try Point(in: group)
        guard EC_POINT_invert(group, point.pointer, field.scratch) == 1,
            EC_POINT_mul(group, sum.pointer, scalar.pointer, point.pointer, factor.pointer, field.scratch) == 1
        else { throw .libraryFailure }
        return EC_POINT_is_at_infinity(group, sum.pointer) == 1 ? nil : try encode(sum)
    }

    private func point(_ x: BigNumber, _ y: BigNumber) throws(KeyEngineError) -> Point {
        let point = try Point(in: group)
        // Refuses coordinates that are not on the curve.
        guard EC_POINT_set_affine_coordinates(group, point.pointer, x.pointer, y.pointer, field.scratch) == 1 else {
            ERR_clear_error()
            throw .invalidPublicKey
        }
        return point
    }

    private func encode(_ point: Point) throws(KeyEngineError) -> [UInt8] {
        let (bigX, v) = try (BigNumber(), BigNumber())
        guard EC_POINT_get_affine_coordinates(group, point.pointer, bigX.pointer, v.pointer, field.scratch) == 1 else {
            throw .libraryFailure
        }
        let u = try field.difference(bigX, thirdOfA)
        let y = try field.quotient(try field.difference(u, one), try field.sum(u, one))
        let x = try field.quotient(try field.product(rootOfMinusAPlus2, u), v)
        var bytes = try y.littleEndianBytes(Self.encodedLength)
        bytes[Self.encodedLength - 1] |= x.isOdd ? 0x80 : 0
        return bytes
    }

    private func decode(_ encoded: [UInt8]) throws(KeyEngineError) -> Point? {
        var bytes = encoded
        guard let last = bytes.popLast() else { return nil }
        let y = try BigNumber(littleEndian: bytes + [last & 0x7F])
        let ySquared = try field.product(y, y)
        let divisor = try field.sum(try field.product(d, ySquared), one)
        let xSquared = try field.quotient(try field.difference(ySquared, one), divisor)
        guard y.isLess(than: field.prime), var x = try field.squareRoot(xSquared), !x.isZero else { return nil }
        if x.isOdd != (last & 0x80 != 0) { x = try field.difference(field.prime, x) }
        let u = try field.quotient(try field.sum(one, y), try field.difference(one, y))
        let v = try field.quotient(try field.product(rootOfMinusAPlus2, u), x)
        return try point(try field.sum(u, thirdOfA), v)
    }

    private final class Point {
        let pointer: OpaquePointer

        init(in group: OpaquePointer) throws(KeyEngineError) {
            guard let pointer = EC_POINT_new(group) else { throw .libraryFailure }
            self.pointer = pointer
        }

        deinit { EC_POINT_clear_free(pointer) }
    }
}
