/// The names in a ciphertext's header: a length byte, then 1 to 128 letters, digits, `-`, `_`, `/` or `.`.
enum CiphertextName {
    static let maximumLength = 128

    static func isValid(_ name: some Collection<UInt8>) -> Bool {
        (1...maximumLength).contains(name.count) && name.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "."): true
        default: false
        }
    }

    /// Reads a header front to back; every read is bounded by what is left.
    struct Reader {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) { rest = bytes[...] }

        var remaining: Int { rest.count }

        mutating func skip(_ prefix: [UInt8]) -> Bool {
            guard rest.starts(with: prefix) else { return false }
            rest = rest.dropFirst(prefix.count)
            return true
        }

        mutating func byte() -> UInt8? { rest.popFirst() }

        mutating func bytes(_ count: Int) -> [UInt8]? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }

        mutating func name() -> String? {
            guard let name = nameOrNothing(), !name.isEmpty else { return nil }
            return name
        }

        mutating func nameOrNothing() -> String? {
            guard let length = rest.first.map({ Int($0) }), rest.count > length else { return nil }
            let name = rest.dropFirst().prefix(length)
            guard name.isEmpty || CiphertextName.isValid(name) else { return nil }
            rest = rest.dropFirst(1 + length)
            return String(decoding: name, as: UTF8.self)
        }
    }
}
