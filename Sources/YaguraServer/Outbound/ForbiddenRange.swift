import NIOCore

/// Addresses that a name in a caller's request must not lead to: there, other programs of this machine and metadata
/// services of clouds trust whoever connects. Private networks are not among them: an operator's own servers are there.
enum ForbiddenRange: String {
    case loopback
    case linkLocal = "link-local"
    case unspecified
    case multicast

    init?(holding address: SocketAddress) {
        switch address {
        case .v4(let address): self.init(v4: withUnsafeBytes(of: address.address.sin_addr, Array.init))
        case .v6(let address): self.init(v6: withUnsafeBytes(of: address.address.sin6_addr, Array.init))
        case .unixDomainSocket: self = .loopback
        }
    }

    private init?(v4 bytes: [UInt8]) {
        switch (bytes[0], bytes[1]) {
        case (0, _): self = .unspecified
        case (127, _): self = .loopback
        case (169, 254): self = .linkLocal
        case (224..., _): self = .multicast
        default: return nil
        }
    }

    private init?(v6 bytes: [UInt8]) {
        let leadingZeros = bytes.prefix { $0 == 0 }.count
        if leadingZeros == 10, bytes[10] == 0xFF, bytes[11] == 0xFF {
            self.init(v4: Array(bytes[12...]))
        } else if leadingZeros == 16 {
            self = .unspecified
        } else if leadingZeros == 15, bytes[15] == 1 {
            self = .loopback
        } else if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 {
            self = .linkLocal
        } else if bytes[0] == 0xFF {
            self = .multicast
        } else {
            return nil
        }
    }
}
