import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import ServiceKit

extension HTTPClientRequest {
    /// The request to the port that is connected to, whichever the `Host` header names.
    ///
    /// - Parameter takesAddress: whether the host may be an address
    init(_ request: OutboundRequest, port: Int, takesAddress: Bool = false) throws(OutboundError) {
        guard takesAddress || Self.isDNSName(request.host) else {
            throw .unreachable(reason: "the host is not a DNS name")
        }
        guard Self.isSentAsWritten(request.target) else {
            throw .failed(reason: "the request target is not a path and query of RFC 3986")
        }
        let host = request.host.contains(":") ? "[\(request.host)]" : request.host
        self.init(url: "\(request.scheme.rawValue)://\(host.lowercased()):\(port)\(request.target)")
        method = HTTPMethod(rawValue: request.method)
        let isStandardPort = request.port == (request.scheme == .https ? 443 : 80)
        headers.add(name: "host", value: isStandardPort ? host : "\(host):\(request.port)")
        headers.add(contentsOf: request.headers)
        if !request.body.isEmpty { body = .bytes(ByteBuffer(bytes: request.body)) }
    }

    /// Letters, digits and hyphens in labels, the last of which is no number: an address is not a name.
    private static func isDNSName(_ host: String) -> Bool {
        let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isSpelled = labels.allSatisfy { label in
            (1...63).contains(label.count)
                && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
        let lastIsNumber = labels.last?.first.map { (0x30...0x39).contains($0) } ?? true
        return isSpelled && !lastIsNumber && host.utf8.count <= 253
    }

    /// What a URL may hold in path and query is passed on byte for byte; anything else would be encoded on the way.
    private static func isSentAsWritten(_ target: String) -> Bool {
        var bytes = Array(target.utf8)[...]
        guard bytes.first == UInt8(ascii: "/") else { return false }
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = bytes.popFirst(), let low = bytes.popFirst(), isHexDigit(high), isHexDigit(low) else {
                    return false
                }
            } else if !isAlphanumeric(byte), !"-._~!$&'()*+,;=:@/?".utf8.contains(byte) {
                return false
            }
        }
        return true
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
