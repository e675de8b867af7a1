import CPKCS11

/// The attributes of a key, as PKCS#11 wants them: what to make, or what to look for.
struct KeyAttributes {
    private var values: [(type: ck_attribute_type_t, bytes: [UInt8])] = []

    /// An AES key of the token, by its label.
    static func labelled(_ label: String) -> KeyAttributes {
        var attributes = KeyAttributes()
        attributes.set(CKA_CLASS, to: CKO_SECRET_KEY)
        attributes.set(CKA_KEY_TYPE, to: CKK_AES)
        attributes.set(CKA_TOKEN, to: true)
        attributes.set(CKA_LABEL, to: Array(label.utf8))
        return attributes
    }

    /// A new AES-256 key that encrypts and decrypts, and neither leaves the token nor changes.
    static func new(label: String) -> KeyAttributes {
        var attributes = labelled(label)
        attributes.set(CKA_ID, to: Array(label.utf8))
        attributes.set(CKA_VALUE_LEN, to: 32)
        for type in [CKA_PRIVATE, CKA_SENSITIVE, CKA_ENCRYPT, CKA_DECRYPT] { attributes.set(type, to: true) }
        for type in [CKA_EXTRACTABLE, CKA_MODIFIABLE, CKA_SIGN, CKA_VERIFY, CKA_WRAP, CKA_UNWRAP, CKA_DERIVE] {
            attributes.set(type, to: false)
        }
        return attributes
    }

    private mutating func set(_ type: ck_attribute_type_t, to bytes: [UInt8]) { values.append((type, bytes)) }

    private mutating func set(_ type: ck_attribute_type_t, to flag: Bool) { set(type, to: [flag ? 1 : 0]) }

    private mutating func set(_ type: ck_attribute_type_t, to number: UInt) {
        set(type, to: withUnsafeBytes(of: number) { Array($0) })
    }

    /// Calls `body` with the attributes and their number.
    func withUnsafeAttributes(
        _ body: (UnsafeMutablePointer<ck_attribute>?, UInt) throws(CryptokiError) -> Void
    ) throws(CryptokiError) {
        // Each value begins where a number may, since modules read numbers in place.
        let stride = MemoryLayout<UInt>.stride
        let offsets = values.reduce(into: [0]) {
            $0.append($0[$0.count - 1] + ($1.bytes.count + stride) / stride * stride)
        }
        let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: offsets[values.count], alignment: stride)
        defer { storage.deallocate() }
        var attributes = zip(values, offsets).map { value, offset in
            let place = UnsafeMutableRawBufferPointer(rebasing: storage[offset..<(offset + value.bytes.count)])
            place.copyBytes(from: value.bytes)
            return ck_attribute(type: value.type, value: place.baseAddress, value_len: UInt(place.count))
        }
        try attributes.withUnsafeMutableBufferPointer { list throws(CryptokiError) in
            try body(list.baseAddress, UInt(list.count))
        }
    }
}
