import Essentials
import KeyEngine
import Store

/// A user's password: hashes alone, of the one in force and those before it.
struct LoginProfileRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.loginProfile"
    /// As many as a password policy can forbid to be used again.
    static let longestHistory = 24

    var account: AccountID
    /// The user's unique id, which outlives a change of name.
    var userID: String
    var createdAt: Timestamp
    var changedAt: Timestamp
    var isResetRequired: Bool
    /// One salt for all of a user's passwords, so that one hash tells whether any is used again.
    var hash: PasswordHash
    /// Newest first, the one in force among them; in base 64.
    var digests: [String]

    var key: RecordKey { Self.key(account, userID) }

    static func key(_ account: AccountID, _ userID: String) -> RecordKey {
        RecordKey(account: account, region: nil, id: userID)
    }

    /// Whether `digest` is that of one of the newest `count` passwords. Takes the same time wherever it is found.
    func isAmongLast(_ count: Int, _ digest: SecretBytes) -> Bool {
        digests.prefix(count).reduce(false) { found, stored in
            let isSame = SecretBytes(Base64.decode(stored) ?? []) == digest
            return found || isSame
        }
    }

    mutating func setPassword(_ digest: SecretBytes, at now: Timestamp) {
        digests.insert(Base64.encode(digest.copyBytes()), at: 0)
        digests = Array(digests.prefix(Self.longestHistory))
        changedAt = now
    }
}
