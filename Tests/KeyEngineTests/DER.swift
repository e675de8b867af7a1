@testable import KeyEngine

/// As much of DER (X.690) as tests write by hand.
enum DER {
    /// Object identifiers of curves (RFC 5480 section 2.1.1.1, SEC 2).
    static let curves: [KeySpec: [UInt8]] = [
        .eccNistP256: [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
        .eccNistP384: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22],
        .eccNistP521: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23],
        .eccSecgP256k1: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x0A],
    ]
    private static let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]

    /// PKCS#8 of RFC 5915's structure without the public half, which is optional there.
    static func ellipticCurveKey(number: [UInt8], curve: [UInt8]) -> [UInt8] {
        let inner = sequence(integer([1]) + element(0x04, number))
        return sequence(integer([0]) + sequence(ecPublicKey + curve) + element(0x04, inner))
    }

    static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }

    /// An unsigned number, big-endian.
    static func integer(_ number: [UInt8]) -> [UInt8] {
        let digits = Array(number.drop { $0 == 0 })
        return element(0x02, (digits.first ?? 0x80) < 0x80 ? digits : [0] + digits)
    }

    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length: [UInt8] =
            switch content.count {
            case ..<0x80: [UInt8(content.count)]
            case ..<0x100: [0x81, UInt8(content.count)]
            default: [0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
            }
        return [tag] + length + content
    }
}
