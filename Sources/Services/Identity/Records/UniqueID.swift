import Essentials

/// The prefixes of IAM's unique ids. Source: IAM user guide, "IAM identifiers".
enum UniqueIDPrefix: String {
    case user = "AIDA"
    case role = "AROA"
    case group = "AGPA"
    case managedPolicy = "ANPA"
    case instanceProfile = "AIPA"

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    func make(_ random: any RandomSource) -> String { rawValue + random.text(17, from: Self.digits) }

    /// The id that a name always has, for what every installation has alike. FNV-1a spreads it over 17 digits.
    func derived(from name: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var text = rawValue
        for position in 0..<17 {
            for byte in name.utf8 { hash = (hash ^ UInt64(byte) ^ UInt64(position)) &* 0x0000_0100_0000_01B3 }
            text.unicodeScalars.append(Unicode.Scalar(Self.digits[Int(hash >> 59)]))
        }
        return text
    }
}
