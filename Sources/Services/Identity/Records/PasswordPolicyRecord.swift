import Essentials
import Store

/// The rules that an account has set for its users' passwords.
struct PasswordPolicyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.passwordPolicy"

    var account: AccountID
    var minimumLength: Int
    var requiresSymbols: Bool
    var requiresNumbers: Bool
    var requiresUppercase: Bool
    var requiresLowercase: Bool
    var letsUsersChange: Bool
    /// In days; nil where passwords never expire.
    var maximumAge: Int?
    /// How many earlier passwords may not be used again.
    var reusePrevention: Int?
    var isExpiryHard: Bool?

    var key: RecordKey { Self.key(account) }

    static func key(_ account: AccountID) -> RecordKey {
        RecordKey(account: account, region: nil, id: "passwordPolicy")
    }
}
