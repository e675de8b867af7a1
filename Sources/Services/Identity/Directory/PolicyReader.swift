import Essentials
import PolicyEngine
import ServiceKit
import Store

/// Reads and compiles the policies that bind a user or role.
struct PolicyReader {
    let store: any Store

    func policies(ofUser name: String, id: String, in account: AccountID) throws -> CallerPolicies {
        let stored = try store.readNow { reader -> StoredPolicies? in
            guard let user = try reader.get(UserRecord.self, UserRecord.key(account, name))?.record, user.id == id
            else { return nil }
            return try Self.stored(of: user, reader)
        }
        return try stored?.compiled ?? CallerPolicies()
    }

    func policies(ofRole name: String, id: String, in account: AccountID) throws -> CallerPolicies {
        let stored = try store.readNow { reader -> StoredPolicies? in
            guard let role = try reader.get(RoleRecord.self, RoleRecord.key(account, name))?.record, role.id == id
            else { return nil }
            return try Self.stored(of: role, reader)
        }
        return try stored?.compiled ?? CallerPolicies()
    }

    /// The documents that bind an entity; a user's groups' too.
    static func stored(of entity: some IAMEntity, _ reader: any ReadTransaction) throws -> StoredPolicies {
        var identity = try policies(of: entity, reader)
        for group in (entity as? UserRecord)?.groups ?? [] {
            guard let group = try reader.get(GroupRecord.self, GroupRecord.key(entity.account, group))?.record else {
                continue
            }
            identity += try policies(of: group, reader)
        }
        return StoredPolicies(identity: identity, boundary: try boundary(of: entity, reader))
    }

    private static func policies(
        of holder: some IAMEntity, _ reader: any ReadTransaction
    ) throws -> [StoredPolicy] {
        let inline = holder.inlinePolicies.map { policy in
            StoredPolicy(
                document: policy.document, isManaged: false, holder: holder,
                source: PolicySource(kind: .identity, name: policy.name, attachedTo: holder.arn))
        }
        let managed = try holder.attachedPolicies.compactMap { arn in
            try document(ofManagedPolicy: arn, reader).map { document in
                StoredPolicy(
                    document: document, isManaged: true, holder: holder,
                    source: PolicySource(kind: .identity, name: arn, attachedTo: holder.arn))
            }
        }
        return inline + managed
    }

    /// A boundary that is set but cannot be found must not set its holder free: it then allows nothing.
    private static func boundary(
        of holder: some IAMEntity, _ reader: any ReadTransaction
    ) throws -> StoredPolicy? {
        guard let arn = holder.boundary else { return nil }
        return StoredPolicy(
            document: try document(ofManagedPolicy: arn, reader) ?? denyAll, isManaged: true, holder: holder,
            source: PolicySource(kind: .permissionsBoundary, name: arn, attachedTo: holder.arn))
    }

    private static let denyAll = """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
        """

    /// The document in force of a managed policy, ours or AWS's; nil where there is none of this ARN.
    static func document(ofManagedPolicy arn: String, _ reader: any ReadTransaction) throws -> String? {
        if let builtIn = BuiltInPolicies.entry(arn: arn) { return builtIn.document }
        guard let name = ARN(arn), let account = AccountID(name.account),
            let last = name.resource.split(separator: "/").last,
            let policy = try reader.get(ManagedPolicyRecord.self, ManagedPolicyRecord.key(account, String(last)))?
                .record,
            policy.arn == arn
        else { return nil }
        return policy.document
    }
}
