import COpenSSL

/// An integer of OpenSSL's, wiped when it goes.
final class BigNumber {
    let pointer: OpaquePointer

    init() throws(KeyEngineError) {
        guard let pointer = BN_new() else { throw .libraryFailure }
        self.pointer = pointer
    }

    convenience init(littleEndian bytes: UnsafeRawBufferPointer) throws(KeyEngineError) {
        try self.init()
        guard BN_lebin2bn(bytes.bytes, Int32(bytes.count), pointer) != nil else { throw .libraryFailure }
    }

    convenience init(littleEndian bytes: [UInt8]) throws(KeyEngineError) {
        try self.init()
        guard BN_lebin2bn(bytes, Int32(bytes.count), pointer) != nil else { throw .libraryFailure }
    }

    /// `digits` are decimal.
    convenience init(_ digits: String) throws(KeyEngineError) {
        try self.init()
        var target: OpaquePointer? = pointer
        guard BN_dec2bn(&target, digits) != 0 else { throw .libraryFailure }
    }

    deinit { BN_clear_free(pointer) }

    var isOdd: Bool { BN_is_odd(pointer) == 1 }
    var isZero: Bool { BN_is_zero(pointer) == 1 }

    func isLess(than other: BigNumber) -> Bool { BN_cmp(pointer, other.pointer) < 0 }

    /// Throws when the number does not fit.
    func littleEndianBytes(_ count: Int) throws(KeyEngineError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard BN_bn2lebinpad(pointer, &bytes, Int32(count)) == Int32(count) else { throw .libraryFailure }
        return bytes
    }
}
