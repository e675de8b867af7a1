/// An IPv4 or IPv6 address as 128 bits; IPv4 is held in its IPv6-mapped form, so both spellings are one address.
struct IPAddress: Hashable, Sendable {
    private(set) var high: UInt64
    private(set) var low: UInt64

    private static let mappedPrefix: UInt64 = 0xFFFF_0000_0000

    var isIPv4: Bool { high == 0 && low >> 32 == Self.mappedPrefix >> 32 }

    /// Parses `203.0.113.7` or any RFC 4291 spelling of an IPv6 address; nil for anything else.
    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 45 else { return nil }
        if bytes.contains(UInt8(ascii: ":")) {
            guard let groups = Self.groups(bytes[...]) else { return nil }
            high = groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }
            low = groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
        } else {
            guard let address = Self.ipv4(bytes[...]) else { return nil }
            (high, low) = (0, Self.mappedPrefix | UInt64(address))
        }
    }

    func masked(toPrefix length: Int) -> IPAddress {
        var masked = self
        masked.high &= length >= 64 ? .max : ~(UInt64.max >> UInt64(length))
        masked.low &= length <= 64 ? 0 : ~(UInt64.max >> UInt64(length - 64))
        return masked
    }

    private static func ipv4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let fields = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard fields.count == 4 else { return nil }
        var address: UInt32 = 0
        for field in fields {
            // A leading zero is refused: some readers would take it for octal.
            guard (1...3).contains(field.count), field.allSatisfy(\.isASCIIDigit),
                field.count == 1 || field.first != UInt8(ascii: "0")
            else { return nil }
            let value = field.reduce(0) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
            guard value <= 255 else { return nil }
            address = address << 8 | value
        }
        return address
    }

    private static func groups(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        let colon = UInt8(ascii: ":")
        let gap = bytes.indices.dropLast().first { bytes[$0] == colon && bytes[$0 + 1] == colon }
        guard let gap else {
            let groups = run(bytes, mayEndInIPv4: true)
            return groups?.count == 8 ? groups : nil
        }
        guard let head = run(bytes[..<gap], mayEndInIPv4: false),
            let tail = run(bytes[(gap + 2)...], mayEndInIPv4: true), head.count + tail.count < 8
        else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func run(_ bytes: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> [UInt16]? {
        guard !bytes.isEmpty else { return [] }
        let fields = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, field) in fields.enumerated() {
            if mayEndInIPv4, index == fields.count - 1, field.contains(UInt8(ascii: ".")) {
                guard let address = ipv4(field) else { return nil }
                groups += [UInt16(address >> 16), UInt16(truncatingIfNeeded: address)]
            } else {
                // UInt16(_:radix:) also takes a sign.
                guard (1...4).contains(field.count), field.first != UInt8(ascii: "+"),
                    field.first != UInt8(ascii: "-"),
                    let group = UInt16(String(decoding: field, as: UTF8.self), radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}
