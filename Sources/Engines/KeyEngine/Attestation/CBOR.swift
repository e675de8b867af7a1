/// A data item of CBOR (RFC 8949), of those sorts that attestation documents are made of.
enum CBOR: Hashable {
    case unsigned(UInt64)
    /// −1 − n.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([CBOR: CBOR])
    case null
}

/// Reads one data item, of bounded depth and without lengths that are left open.
struct CBORReader {
    private static let deepest = 8

    private var rest: ArraySlice<UInt8>

    private init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The item that is all of `bytes`. Throws `MalformedAttestation` where there is none, or more than that.
    static func item(in bytes: [UInt8]) throws(MalformedAttestation) -> CBOR {
        var reader = CBORReader(bytes)
        let item = try reader.item(depth: 0)
        guard reader.rest.isEmpty else { throw MalformedAttestation() }
        return item
    }

    private mutating func item(depth: Int) throws(MalformedAttestation) -> CBOR {
        guard depth < Self.deepest, let first = rest.popFirst() else { throw MalformedAttestation() }
        if first == 0xF6 { return .null }
        let argument = try argument(first & 0x1F)
        switch first >> 5 {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(try string(argument))
        case 3:
            guard let text = String(validating: try string(argument), as: UTF8.self) else {
                throw MalformedAttestation()
            }
            return .text(text)
        case 4: return .array(try array(argument, depth: depth))
        case 5: return .map(try map(argument, depth: depth))
        // Of tags only that of COSE_Sign1 (RFC 9052), which says no more than is known here.
        case 6 where argument == 18: return try item(depth: depth + 1)
        default: throw MalformedAttestation()
        }
    }

    /// A length, a count or a value: in the first byte itself, or in the 1, 2, 4 or 8 that follow.
    private mutating func argument(_ information: UInt8) throws(MalformedAttestation) -> UInt64 {
        guard information >= 24 else { return UInt64(information) }
        guard information <= 27 else { throw MalformedAttestation() }
        let width = 1 << Int(information - 24)
        return try string(UInt64(width)).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func string(_ length: UInt64) throws(MalformedAttestation) -> [UInt8] {
        guard length <= UInt64(rest.count) else { throw MalformedAttestation() }
        defer { rest = rest.dropFirst(Int(length)) }
        return Array(rest.prefix(Int(length)))
    }

    private mutating func array(_ count: UInt64, depth: Int) throws(MalformedAttestation) -> [CBOR] {
        var items: [CBOR] = []
        for _ in 0..<(try plausible(count)) { items.append(try item(depth: depth + 1)) }
        return items
    }

    private mutating func map(_ count: UInt64, depth: Int) throws(MalformedAttestation) -> [CBOR:
        CBOR]
    {
        var entries: [CBOR: CBOR] = [:]
        for _ in 0..<(try plausible(count)) {
            let key = try item(depth: depth + 1)
            guard entries.updateValue(try item(depth: depth + 1), forKey: key) == nil else {
                throw MalformedAttestation()
            }
        }
        return entries
    }

    /// Every item takes a byte at least.
    private func plausible(_ count: UInt64) throws(MalformedAttestation) -> Int {
        guard count <= UInt64(rest.count) else { throw MalformedAttestation() }
        return Int(count)
    }
}

extension CBOR {
    var asBytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    var asText: String? { if case .text(let text) = self { text } else { nil } }
    var asArray: [CBOR]? { if case .array(let items) = self { items } else { nil } }
    var asMap: [CBOR: CBOR]? { if case .map(let entries) = self { entries } else { nil } }
    var asUnsigned: UInt64? { if case .unsigned(let value) = self { value } else { nil } }
}
