/// An IPv4 or IPv6 address as the number it is.
struct IPAddress: Hashable, Sendable {
    let isVersion6: Bool
    let high: UInt64
    let low: UInt64

    var width: Int { isVersion6 ? 128 : 32 }

    init(isVersion6: Bool, high: UInt64, low: UInt64) {
        self.isVersion6 = isVersion6
        self.high = high
        self.low = low
    }

    /// Nil unless `text` is an address in dotted decimal or in the notation of RFC 4291.
    init?(_ text: some Collection<UInt8>) {
        guard text.count <= 45 else { return nil }
        if let address = Self.version4(text) {
            self.init(isVersion6: false, high: 0, low: UInt64(address))
        } else if let (high, low) = Self.version6(Array(text)) {
            self.init(isVersion6: true, high: high, low: low)
        } else {
            return nil
        }
    }

    /// The address with all but its first `length` bits cleared.
    func masked(to length: Int) -> IPAddress {
        guard isVersion6 else {
            let mask = length == 0 ? 0 : ~UInt64(0) << UInt64(32 - length) & 0xFFFF_FFFF
            return IPAddress(isVersion6: false, high: 0, low: low & mask)
        }
        let highMask = length == 0 ? 0 : length >= 64 ? ~UInt64(0) : ~UInt64(0) << UInt64(64 - length)
        let lowMask = length <= 64 ? 0 : ~UInt64(0) << UInt64(128 - length)
        return IPAddress(isVersion6: true, high: high & highMask, low: low & lowMask)
    }

    private static func version4(_ text: some Collection<UInt8>) -> UInt32? {
        var (address, part, digits, parts) = (UInt32(0), UInt32(0), 0, 1)
        for byte in text {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, parts < 4 else { return nil }
                (address, part, digits, parts) = (address << 8 | part, 0, 0, parts + 1)
            } else {
                guard (0x30...0x39).contains(byte), digits < 3 else { return nil }
                part = part * 10 + UInt32(byte - 0x30)
                digits += 1
                guard part <= 255 else { return nil }
            }
        }
        return parts == 4 && digits > 0 ? address << 8 | part : nil
    }

    private static func version6(_ text: [UInt8]) -> (UInt64, UInt64)? {
        guard text.contains(UInt8(ascii: ":")) else { return nil }
        var groups = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        // At either end `::` gives one empty group more than inside.
        if text.starts(with: Array("::".utf8)) { groups.removeFirst() }
        if text.suffix(2).elementsEqual(Array("::".utf8)), groups.count > 1 { groups.removeLast() }
        var (before, after): ([UInt16], [UInt16]?) = ([], nil)
        for (index, group) in groups.enumerated() {
            guard let values = Self.values(of: group, isLast: index == groups.count - 1) else { return nil }
            if values.isEmpty {
                guard after == nil else { return nil }
                after = []
            } else if after != nil {
                after?.append(contentsOf: values)
            } else {
                before.append(contentsOf: values)
            }
        }
        let known = before.count + (after?.count ?? 0)
        guard after == nil ? known == 8 : known <= 7 else { return nil }
        let all = before + Array(repeating: 0, count: 8 - known) + (after ?? [])
        return (all[0..<4].reduce(0) { $0 << 16 | UInt64($1) }, all[4..<8].reduce(0) { $0 << 16 | UInt64($1) })
    }

    /// None of an empty group, two of an IPv4 address at the end, else one.
    private static func values(of group: ArraySlice<UInt8>, isLast: Bool) -> [UInt16]? {
        if group.isEmpty { return [] }
        if isLast, let address = version4(group) {
            return [UInt16(address >> 16), UInt16(truncatingIfNeeded: address)]
        }
        guard group.count <= 4, let value = UInt16(String(decoding: group, as: UTF8.self), radix: 16),
            group.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") })
        else { return nil }
        return [value]
    }
}

/// A block of addresses in CIDR notation.
struct IPNetwork: Hashable, Sendable {
    let base: IPAddress
    /// How many of the first bits are fixed.
    let length: Int

    init(base: IPAddress, length: Int) {
        self.base = base
        self.length = length
    }

    /// Throws the reason in AWS's words.
    init(parsing text: String) throws(Refusal) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw Refusal(reason: "Malformed CIDR, one '/' required") }
        guard let length = Int(parts[1]), length >= 0 else {
            throw Refusal(reason: "Malformed CIDR, mask bits must be an integer")
        }
        guard let address = IPAddress(Array(parts[0].utf8)) else {
            throw Refusal(reason: "Nonstandard IP address: \(parts[0])")
        }
        guard length <= address.width else {
            let kind = address.isVersion6 ? "IPv6" : "IPv4"
            throw Refusal(reason: "\(kind) mask bits must be < \(address.width + 1)")
        }
        base = address.masked(to: length)
        self.length = length
    }

    func contains(_ address: IPAddress) -> Bool {
        address.isVersion6 == base.isVersion6 && address.masked(to: length) == base
    }

    struct Refusal: Error {
        let reason: String
    }
}
