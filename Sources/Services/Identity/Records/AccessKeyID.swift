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

    static func make(_ prefix: Prefix, account: AccountID, random: any RandomSource) -> String {
        var bytes = random.bytes(10)
        let number = (UInt64(account.description) ?? 0) << 7
        for index in 0..<6 {
            let accountBits = UInt8(truncatingIfNeeded: number >> UInt64(8 * (5 - index)))
            // The first bit and the last seven of the 48 stay random.
            let mask: UInt8 = index == 0 ? 0x7F : index == 5 ? 0x80 : 0xFF
            bytes[index] = bytes[index] & ~mask | accountBits & mask
        }
        return prefix.rawValue + Base32.encode(bytes)
    }

    /// The account that an id of ours was made for; nil when `id` has not the form of one.
    static func account(of id: String) -> AccountID? {
        guard id.utf8.count == 20, id.hasPrefix("AKIA") || id.hasPrefix("ASIA"),
            let bytes = Base32.decode(id.utf8.dropFirst(4))
        else { return nil }
        let number = (bytes.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } & 0x7FFF_FFFF_FF80) >> 7
        let digits = String(number)
        guard digits.count <= 12 else { return nil }
        return AccountID(String(repeating: "0", count: 12 - digits.count) + digits)
    }
}
