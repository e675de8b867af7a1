import Essentials
import LogsModel
import PolicyEngine
import ServiceKit
import Store

/// A policy that lets services write to an account's groups, or to one of them.
struct ResourcePolicyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.resourcePolicy"

    let account: AccountID
    let region: Region
    /// Of the account's policies; nil of a group's own.
    var name: String?
    /// Of the group that it belongs to; nil of the account's policies.
    var resourceARN: String?
    var document: String
    var updatedAt: Timestamp
    /// Of a group's own policy.
    var revision: String?

    var key: RecordKey {
        resourceARN.map { Self.key(account, region, resource: $0) } ?? Self.key(account, region, name: name ?? "")
    }

    var indexes: [IndexEntry] {
        name.map { [IndexEntry(.name, $0)] } ?? []
    }

    static func key(_ account: AccountID, _ region: Region, name: String) -> RecordKey {
        RecordKey(account: account, region: region, id: "account/\(name)")
    }

    static func key(_ account: AccountID, _ region: Region, resource: String) -> RecordKey {
        RecordKey(account: account, region: region, id: "resource/\(resource)")
    }

    static func key(of group: LogGroupRecord) -> RecordKey {
        key(group.account, group.region, resource: group.arn)
    }
}

extension ReadTransaction {
    /// The policies of an account and region that belong to no single group, by name.
    func accountPolicies(_ account: AccountID, _ region: Region) throws -> [ResourcePolicyRecord] {
        try query(
            ResourcePolicyRecord.self, in: .region(account, region), order: .field(.name),
            limit: LogsQuotas.resourcePolicies + 1
        ).records.map(\.record)
    }
}

extension Logs {
    /// What the account's policies and the group's own say together; nil where there are none.
    func resourcePolicy(of group: LogGroupRecord?, in scope: RequestScope) throws -> AttachedPolicy? {
        let records = try store.readNow { transaction in
            let own = try group.flatMap {
                try transaction.get(ResourcePolicyRecord.self, ResourcePolicyRecord.key(of: $0))?.record
            }
            return try transaction.accountPolicies(scope.account, scope.region) + (own.map { [$0] } ?? [])
        }
        let policies = try records.map { try Policy(parsing: $0.document, as: .resource) }
        return Policy(joining: policies).map {
            AttachedPolicy(
                $0,
                from: PolicySource(
                    kind: .resource, name: records.compactMap { $0.name ?? $0.resourceARN }.joined(separator: ", "),
                    attachedTo: group?.arn ?? scope.account.description))
        }
    }
}
