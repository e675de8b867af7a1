import Essentials

/// Makes ids in AWS's forms. Source: Organizations API reference, the patterns of `Id` members.
enum OrganizationsID {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

    static func organization(_ random: any RandomSource) -> String { "o-" + text(10, random) }
    static func root(_ random: any RandomSource) -> String { "r-" + text(10, random) }

    /// Ids of units hold that of their root: `ou-<root>-<unit>`.
    static func organizationalUnit(in rootID: String, _ random: any RandomSource) -> String {
        "ou-\(rootID.dropFirst(2))-\(text(8, random))"
    }

    static func policy(_ random: any RandomSource) -> String { "p-" + text(10, random) }
    static func createAccountRequest(_ random: any RandomSource) -> String { "car-" + text(32, random) }
    static func resourcePolicy(_ random: any RandomSource) -> String { "rp-" + text(8, random) }
    static func handshake(_ random: any RandomSource) -> String { "h-" + text(32, random) }
    static func transfer(_ random: any RandomSource) -> String { "rt-" + text(10, random) }

    /// Twelve digits, the first not zero.
    static func account(_ random: any RandomSource) -> AccountID? {
        AccountID(random.text(1, from: Array("123456789".utf8)) + random.text(11, from: Array("0123456789".utf8)))
    }

    private static func text(_ count: Int, _ random: any RandomSource) -> String {
        random.text(count, from: alphabet)
    }
}
