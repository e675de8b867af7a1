import Essentials
import PolicyEngine
import ServiceKit
import Store

/// Reads and compiles the policies that bind a user or role.
struct PolicyReader {
    let store: any Store

    func policies(ofUser name: String, id: String, in account: AccountID) throws -> CallerPolicies {
        return try store.readNow { reader in
            guard let user = try reader.get(UserRecord.self, UserRecord.key(account, name))?.record, user.id == id
            else { return CallerPolicies() }
            var identity = try Self.policies(of: user, reader)
            for group in user.groups {
                guard let group = try reader.get(GroupRecord.self, GroupRecord.key(account, group))?.record else {
                    continue
                }
                identity += try Self.policies(of: group, reader)
            }
            return CallerPolicies(identity: identity, boundary: try Self.boundary(user.boundary, of: user.arn, reader))
        }
    }

    func policies(ofRole name: String, id: String, in account: AccountID) throws -> CallerPolicies {
        try store.readNow { reader in
            guard let role = try reader.get(RoleRecord.self, RoleRecord.key(account, name))?.record, role.id == id
            else { return CallerPolicies() }
            return CallerPolicies(
                identity: try Self.policies(of: role, reader),
                boundary: try Self.boundary(role.boundary, of: role.arn, reader))
        }
    }

    private static func policies(
        of holder: some PolicyHolder, _ reader: any ReadTransaction
    ) throws -> [AttachedPolicy] {
        let inline = try holder.inlinePolicies.map { policy in
            AttachedPolicy(
                try Policy(parsing: policy.document, as: .identity),
                from: PolicySource(kind: .identity, name: policy.name, attachedTo: holder.arn))
        }
        let managed = try holder.attachedPolicies.compactMap { arn in
            try document(ofManagedPolicy: arn, reader).map { document in
                AttachedPolicy(
                    try Policy(parsing: document, as: .identity),
                    from: PolicySource(kind: .identity, name: arn, attachedTo: holder.arn))
            }
        }
        return inline + managed
    }

    /// A boundary that is set but cannot be found must not set its holder free: it then allows nothing.
    private static func boundary(
        _ arn: String?, of holder: String, _ reader: any ReadTransaction
    ) throws -> AttachedPolicy? {
        guard let arn else { return nil }
        let document = try document(ofManagedPolicy: arn, reader) ?? denyAll
        return AttachedPolicy(
            try Policy(parsing: document, as: .permissionsBoundary),
            from: PolicySource(kind: .permissionsBoundary, name: arn, attachedTo: holder))
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
