import NIOCore

/// One entry of `outbound-allow`: what may be called though it is an address, or leads to this machine. `HOST[:PORT]`,
/// `ADDRESS[:PORT]` or `ADDRESS/LENGTH`; several are set apart by commas.
public struct OutboundAllowance: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        /// A name, in lower case, wherever it leads.
        case name(String)
        /// Addresses whose first bits are these: 4 or 16 bytes.
        case network([UInt8], length: Int)
    }

    let place: Place
    /// Nil for any.
    let port: Int?

    static let form = "HOST[:PORT], ADDRESS[:PORT] or ADDRESS/LENGTH, several set apart by ','"

    /// Nil where anything is malformed.
    static func list(_ text: String) -> [OutboundAllowance]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let allowances = parts.compactMap { OutboundAllowance($0) }
        return allowances.count == parts.count ? allowances : nil
    }

    init?(_ text: Substring) {
        let network = text.split(separator: "/", omittingEmptySubsequences: false)
        if network.count == 2 {
            guard let bytes = Self.bytes(of: String(network[0])), let length = Int(network[1]),
                (0...bytes.count * 8).contains(length)
            else { return nil }
            (place, port) = (.network(bytes, length: length), nil)
            return
        }
        let address = ServerAddress(text)
        guard network.count == 1, address?.port != 0 else { return nil }
        let host = address?.host ?? String(text)
        port = address?.port
        if let bytes = Self.bytes(of: host) {
            place = .network(bytes, length: bytes.count * 8)
        } else {
            guard !host.isEmpty, !host.contains(":"), host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                return nil
            }
            place = .name(host.lowercased())
        }
    }

    /// Whether it is about this name.
    func covers(name: String, port: Int) -> Bool { place == .name(name.lowercased()) && coversPort(port) }

    func covers(_ address: SocketAddress) -> Bool {
        guard case .network(let bytes, let length) = place, let port = address.port, coversPort(port) else {
            return false
        }
        let other = Self.bytes(of: address)
        guard other.count == bytes.count else { return false }
        let (whole, rest) = (length / 8, length % 8)
        guard other[..<whole].elementsEqual(bytes[..<whole]) else { return false }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> rest)
        return rest == 0 || other[whole] & mask == bytes[whole] & mask
    }

    private func coversPort(_ asked: Int) -> Bool { port == nil || port == asked }

    private static func bytes(of text: String) -> [UInt8]? {
        (try? SocketAddress(ipAddress: text, port: 0)).map(bytes)
    }

    private static func bytes(of address: SocketAddress) -> [UInt8] {
        switch address {
        case .v4(let address): withUnsafeBytes(of: address.address.sin_addr, Array.init)
        case .v6(let address): withUnsafeBytes(of: address.address.sin6_addr, Array.init)
        case .unixDomainSocket: []
        }
    }
}
