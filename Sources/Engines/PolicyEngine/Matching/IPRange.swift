/// A CIDR range, such as `203.0.113.0/24` or `2001:db8::/32`; without a prefix length, one address.
struct IPRange: Hashable, Sendable {
    private let network: IPAddress
    private let prefixLength: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress($0) }) else { return nil }
        let isDotted = parts[0].utf8.allSatisfy { $0 != UInt8(ascii: ":") }
        var length = 128
        if parts.count == 2 {
            let width = isDotted ? 32 : 128
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(\.isASCIIDigit),
                let written = Int(parts[1]), written <= width
            else { return nil }
            length = written + 128 - width
        }
        prefixLength = length
        network = address.masked(toPrefix: length)
    }

    func contains(_ address: IPAddress) -> Bool {
        // ::/0 is every IPv6 address, not every address.
        if prefixLength < 96, address.isIPv4 { return false }
        return address.masked(toPrefix: prefixLength) == network
    }
}
