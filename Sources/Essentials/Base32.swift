/// RFC 4648 base 32 without padding.
public enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The last digit is filled up with zero bits.
    public static func encode(_ bytes: [UInt8]) -> String {
        var (buffer, bits) = (UInt32(0), 0)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 8 + 4) / 5)
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The whole bytes that the digits hold; nil where one is no digit. Digits are in upper case.
    public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var (buffer, bits) = (UInt32(0), 0)
        var bytes: [UInt8] = []
        for symbol in text {
            guard let value = alphabet.firstIndex(of: symbol) else { return nil }
            buffer = buffer << 5 | UInt32(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return bytes
    }
}
