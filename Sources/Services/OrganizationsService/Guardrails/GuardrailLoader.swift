import Essentials
import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

/// Reads and compiles what stands above accounts, each policy and each entity once for all the accounts below it.
///
/// Every value that a cache keeps is read in a snapshot of its own, begun after the cache has noted its generation: in
/// an older snapshot it could outlive the commit that changed it.
final class GuardrailLoader: Sendable {
    private let store: any Store
    private let targets = InvalidatingCache<String, TargetGuardrails>(capacity: 32_768)
    private let policies = InvalidatingCache<String, CompiledPolicy?>(capacity: 16_384)

    private struct CompiledPolicy: Sendable {
        let arn: String
        let policy: PolicyEngine.Policy
    }

    init(store: any Store) { self.store = store }

    func invalidate(_ changes: CommittedChanges) {
        if changes.isReset { policies.invalidateAll() }
        for key in changes.records[PolicyRecord.kind] ?? [] { policies.invalidate(key.id) }
        if changes.isReset || changes.records[PolicyRecord.kind] != nil { targets.invalidateAll() }
        for key in changes.records[PolicyTargetRecord.kind] ?? [] { targets.invalidate(key.id) }
    }

    /// Nil where the account belongs to no organization.
    func guardrails(of account: AccountID) throws -> AccountGuardrails? {
        let found = try store.readNow { transaction -> (OrganizationRecord, path: [String], [PolicyType])? in
            guard let organization = try transaction.organization(of: account),
                let path = try transaction.path(of: account.description)
            else { return nil }
            return (organization, path, try transaction.enabledPolicyTypes(in: organization))
        }
        guard let (organization, path, enabled) = found else { return nil }
        let isExempt = account == organization.managementAccount
        let levels = isExempt ? [] : try path.map { try guardrails(on: $0, in: organization) }
        let units = Array(path.dropLast())
        return AccountGuardrails(
            place: OrganizationPlace(
                organizationID: organization.id, path: OrganizationPath.text(organization.id, units)),
            serviceControl: enabled.contains(.serviceControlPolicy) ? levels.map(\.serviceControl) : [],
            resourceControl: enabled.contains(.resourceControlPolicy) ? levels.map(\.resourceControl) : [])
    }

    private func guardrails(on target: String, in organization: OrganizationRecord) throws -> TargetGuardrails {
        try targets.value(for: target) {
            let record = try store.readNow { try $0.attachments(on: target, in: organization) }
            func attached(_ type: PolicyType, _ kind: PolicySource.Kind) throws -> [AttachedPolicy] {
                try record.attachments(of: type).compactMap { attachment in
                    guard let compiled = try compiled(attachment.policyID, in: organization) else { return nil }
                    let source = PolicySource(kind: kind, name: compiled.arn, attachedTo: target)
                    return AttachedPolicy(compiled.policy, from: source)
                }
            }
            return TargetGuardrails(
                serviceControl: try attached(.serviceControlPolicy, .serviceControl),
                resourceControl: try attached(.resourceControlPolicy, .resourceControl))
        }
    }

    private func compiled(_ id: String, in organization: OrganizationRecord) throws -> CompiledPolicy? {
        try policies.value(for: id) {
            guard let policy = try store.readNow({ try $0.policy(id, in: organization) }),
                let kind = PolicyKind(policy.type)
            else { return nil }
            return CompiledPolicy(
                arn: policy.arn, policy: try PolicyEngine.Policy(parsing: policy.content, as: kind))
        }
    }
}
