import Essentials

/// Makes and reads access key ids: a four-letter prefix and 16 base 32 digits that hold the account.
///
/// The account sits in bits 7 to 46 of the first six bytes, where AWS puts it too, so tools that read the account off
/// an access key id get the right one.
enum AccessKeyID {
    enum Prefix: String {
        /// Long-term.
        case user = "AKIA"
        /// Temporary.
        case session = "ASIA"
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func make(_ prefix: Prefix, account: AccountID, random: any RandomSource) -> String {
        var bytes = random.bytes(10)
        let number = (UInt64(account.description) ?? 0) << 7
        for index in 0..<6 {
            let accountBits = UInt8(truncatingIfNeeded: number >> UInt64(8 * (5 - index)))
            // The first bit and the last seven of the 48 stay random.
            let mask: UInt8 = index == 0 ? 0x7F : index == 5 ? 0x80 : 0xFF
            bytes[index] = bytes[index] & ~mask | accountBits & mask
        }
        return prefix.rawValue + encode(bytes)
    }

    /// The account that an id of ours was made for; nil when `id` has not the form of one.
    static func account(of id: String) -> AccountID? {
        guard id.utf8.count == 20, id.hasPrefix("AKIA") || id.hasPrefix("ASIA"),
            let bytes = decode(id.utf8.dropFirst(4))
        else { return nil }
        let number = (bytes.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } & 0x7FFF_FFFF_FF80) >> 7
        let digits = String(number)
        guard digits.count <= 12 else { return nil }
        return AccountID(String(repeating: "0", count: 12 - digits.count) + digits)
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        var (buffer, bits) = (UInt32(0), 0)
        var text: [UInt8] = []
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
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
