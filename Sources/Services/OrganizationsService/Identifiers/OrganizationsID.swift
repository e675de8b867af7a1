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

    private static func text(_ count: Int, _ random: any RandomSource) -> String {
        random.text(count, from: alphabet)
    }
}
