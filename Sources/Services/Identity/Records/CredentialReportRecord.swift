import Essentials
import Store

/// The last report on an account's credentials: AWS keeps one.
struct CredentialReportRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.credentialReport"
    /// How long a report is good. Source: IAM user guide, "Generate credential reports for your AWS account".
    static let lifetime = TimeSpan.hours(4)

    var account: AccountID
    var generatedAt: Timestamp
    /// Comma-separated values.
    var content: String

    var key: RecordKey { Self.key(account) }

    static func key(_ account: AccountID) -> RecordKey {
        RecordKey(account: account, region: nil, id: "credentialReport")
    }

    func isExpired(at now: Timestamp) -> Bool { now - generatedAt >= Self.lifetime }
}
