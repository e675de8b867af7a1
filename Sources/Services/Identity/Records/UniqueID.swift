import Essentials

/// The prefixes of IAM's unique ids. Source: IAM user guide, "IAM identifiers".
enum UniqueIDPrefix: String {
    case user = "AIDA"
    case role = "AROA"
    case group = "AGPA"
    case managedPolicy = "ANPA"
    case instanceProfile = "AIPA"

    func make(_ random: any RandomSource) -> String {
        rawValue + random.text(17, from: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8))
    }
}
