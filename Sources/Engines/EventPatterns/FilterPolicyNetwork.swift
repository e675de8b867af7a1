/// A range of addresses, as `10.0.0.0/24` or `2001:db8::/32` spells it.
struct FilterPolicyNetwork: Hashable, Sendable {
    private let address: [UInt8]
    private let length: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = Self.bytes(of: parts[0]), let length = Int(parts[1]),
            (0...address.count * 8).contains(length), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.address = address
        self.length = length
    }

    func contains(_ text: String) -> Bool {
        guard let other = Self.bytes(of: text[...]), other.count == address.count else { return false }
        let whole = length / 8
        guard other[..<whole].elementsEqual(address[..<whole]) else { return false }
        let rest = length % 8
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> rest)
        return other[whole] & mask == address[whole] & mask
    }

    /// The 4 or 16 bytes of an address; nil for anything else.
    private static func bytes(of text: Substring) -> [UInt8]? {
        text.contains(":") ? versionSix(text) : versionFour(text)
    }

    private static func versionFour(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in
            (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt8(part) : nil
        }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func versionSix(_ text: Substring) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        guard let gap = text.firstRange(of: "::") else { return groups(text, count: 8) }
        let (head, tail) = (text[..<gap.lowerBound], text[gap.upperBound...])
        guard let left = head.isEmpty ? [] : groups(head), let right = tail.isEmpty ? [] : groups(tail),
            left.count + right.count <= 14
        else { return nil }
        return left + [UInt8](repeating: 0, count: 16 - left.count - right.count) + right
    }

    private static func groups(_ text: Substring, count: Int? = nil) -> [UInt8]? {
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains("."), let address = versionFour(part) {
                bytes += address
                continue
            }
            guard (1...4).contains(part.utf8.count), let value = UInt16(part, radix: 16), !part.hasPrefix("+") else {
                return nil
            }
            bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        return count.map { bytes.count == $0 * 2 } ?? (bytes.count <= 16) ? bytes : nil
    }
}
