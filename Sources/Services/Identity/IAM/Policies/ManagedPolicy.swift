import AWSProtocols
import Essentials
import IAMModel
import Store

/// A managed policy, the account's own or AWS's.
enum ManagedPolicy: Sendable {
    case builtIn(BuiltInPolicies.Entry)
    case own(ManagedPolicyRecord)

    var arn: String {
        switch self {
        case .builtIn(let entry): entry.arn
        case .own(let record): record.arn
        }
    }

    var path: String {
        switch self {
        case .builtIn(let entry): entry.path
        case .own(let record): record.path
        }
    }

    var tags: [StoredTag] {
        switch self {
        case .builtIn: []
        case .own(let record): record.tags
        }
    }

    /// Newest first. AWS's policies have one version here.
    var versions: [PolicyVersion] {
        switch self {
        case .builtIn(let entry):
            [PolicyVersion(document: entry.document, versionId: "v1", isDefaultVersion: true, createDate: entry.date)]
        case .own(let record): record.versions.reversed().map { PolicyVersion(of: $0, in: record) }
        }
    }
}

extension BuiltInPolicies.Entry {
    /// When AWS published its first managed policies: 6 February 2015, 18:39 UTC.
    var date: Timestamp { Timestamp(seconds: 1_423_247_940) }
}

extension PolicyVersion {
    /// With the document as it was written: it is encoded where it is answered.
    init(of version: ManagedPolicyRecord.Version, in record: ManagedPolicyRecord) {
        self.init(
            document: version.document, versionId: version.id,
            isDefaultVersion: version.number == record.defaultVersion, createDate: version.createdAt)
    }
}

/// How many entities of an account use a policy.
struct PolicyUsage {
    let attachments: Int
    let boundaries: Int
}

extension ReadTransaction {
    /// The policy of this ARN, if principals of `account` can use it; else nil.
    func managedPolicy(_ arn: PolicyARN, for account: AccountID) throws -> ManagedPolicy? {
        guard let owner = arn.account else { return BuiltInPolicies.entry(arn: arn.text).map(ManagedPolicy.builtIn) }
        guard owner == account,
            let record = try get(ManagedPolicyRecord.self, ManagedPolicyRecord.key(owner, arn.name))?.record,
            record.arn == arn.text
        else { return nil }
        return .own(record)
    }

    func usage(ofPolicy arn: String, in account: AccountID) throws -> PolicyUsage {
        let place = RecordScope.account(account)
        let isAttached = Predicate.equals(.attachedPolicy, .string(arn))
        let isBoundary = Predicate.equals(.boundary, .string(arn))
        return PolicyUsage(
            attachments: try count(UserRecord.self, in: place, where: isAttached)
                + count(GroupRecord.self, in: place, where: isAttached)
                + count(RoleRecord.self, in: place, where: isAttached),
            boundaries: try count(UserRecord.self, in: place, where: isBoundary)
                + count(RoleRecord.self, in: place, where: isBoundary))
    }

    /// Throws NoSuchEntity where a boundary is named that is no policy the account can use.
    func requireBoundary(_ arn: String?, for account: AccountID) throws {
        guard let arn else { return }
        guard try managedPolicy(PolicyARN(arn), for: account) != nil else { throw AWSError.noSuchBoundary(arn) }
    }
}
