import AWSProtocols
import Essentials

/// A JSON Web Token (RFC 7519) as it was sent: well-formed, and not yet verified.
struct WebIdentityToken: Sendable {
    /// Such as `RS256`.
    let algorithm: String
    let keyID: String?
    let claims: JSON.Object
    /// Header and payload as they were signed.
    let signedBytes: [UInt8]
    let signature: [UInt8]

    /// Nil unless `text` is a signed token of three parts whose header and payload are JSON objects.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Base64.decode(urlSafe: parts[2]), let algorithm = header["alg"]?.string,
            // Extensions that must be understood (RFC 7515, section 4.1.11) are not.
            header["crit"] == nil
        else { return nil }
        self.algorithm = algorithm
        keyID = header["kid"]?.string
        self.claims = claims
        self.signature = signature
        signedBytes = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    }

    /// Deep nesting has no place in a token.
    private static func object(_ part: Substring) -> JSON.Object? {
        guard let bytes = Base64.decode(urlSafe: part), let json = try? JSON(parsing: bytes, maximumDepth: 16) else {
            return nil
        }
        return json.object
    }
}

extension WebIdentityToken {
    /// The claims under a name, one or many.
    func strings(_ name: String) -> [String] {
        guard let value = claims[name] else { return [] }
        return (value.array ?? [value]).compactMap(\.string)
    }

    func required(_ name: String) throws(AWSError) -> String {
        guard let value = claims[name]?.string, !value.isEmpty else { throw .missingClaim(name) }
        return value
    }

    /// A time in whole seconds, as STS wants it.
    func time(_ name: String) throws(AWSError) -> Timestamp? {
        guard let value = claims[name] else { return nil }
        guard let seconds = value.integer, (0...4_102_444_800).contains(seconds) else {
            throw .invalidIdentityToken("The \(name) claim is not an integer date")
        }
        return Timestamp(seconds: seconds)
    }
}

extension Base64 {
    /// Base 64 with the URL-safe alphabet and without padding, RFC 7515 section 2.
    static func decode(urlSafe text: Substring) -> [UInt8]? {
        guard !text.utf8.contains(where: { "+/=".utf8.contains($0) }) else { return nil }
        var standard = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        standard += [UInt8](repeating: UInt8(ascii: "="), count: (4 - standard.count % 4) % 4)
        return standard.withUnsafeBufferPointer { decode($0) }
    }
}
