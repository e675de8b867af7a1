import AWSProtocols
import Essentials
import IAMModel
import Store

/// An OIDC provider whose tokens the account's roles may trust.
struct OpenIDConnectProviderRecord: TaggedResource {
    static let kind: RecordKind = "iam.oidcProvider"
    static let auditType = "AWS::IAM::OIDCProvider"

    var account: AccountID
    /// The issuer's URL without its scheme.
    var issuer: String
    var createdAt: Timestamp
    /// Whom tokens may be meant for.
    var clientIDs: [String]
    /// Kept and answered. Which certificates are trusted is the operator's to say: as on AWS, thumbprints do not add to
    /// the trusted authorities.
    var thumbprints: [String]
    var tags: [StoredTag] = []

    var arn: String { Self.arn(issuer, in: account) }
    var key: RecordKey { Self.key(account, issuer) }

    static func arn(_ issuer: String, in account: AccountID) -> String {
        "arn:aws:iam::\(account):oidc-provider/\(issuer)"
    }

    static func key(_ account: AccountID, _ issuer: String) -> RecordKey {
        RecordKey(account: account, region: nil, id: issuer)
    }

    static func key(ofARN arn: String, in account: AccountID) -> RecordKey? {
        arn.suffix(after: Self.arn("", in: account)).map { key(account, String($0)) }
    }

    static func notFound(_ arn: String) -> AWSError {
        AWSError(.noSuchEntityException, "OpenIDConnect Provider not found for arn \(arn)")
    }
}
