import Essentials
import ManagementPolicies
import OrganizationsModel
import Store

/// The effective policies of accounts, kept until a commit changes what they are made of.
final class EffectivePolicies: Sendable {
    /// What the policies of one type come to for one account.
    struct Answer: Sendable {
        let policy: ManagementPolicies.EffectivePolicy
        /// When the last change was made to any policy or attachment that takes part.
        let updatedAt: Timestamp
        /// The ids from the root to the account.
        let path: [String]
    }

    private struct Key: Hashable, Sendable {
        let account: AccountID
        let type: ManagementPolicyType
    }

    private let store: any Store
    private let cache: InvalidatingCache<Key, Answer?>
    private let observation: StoreObservation

    private static let sources = [
        PolicyRecord.kind, PolicyTargetRecord.kind, AccountRecord.kind, RootRecord.kind, OrganizationRecord.kind,
    ]

    init(store: any Store) {
        let cache = InvalidatingCache<Key, Answer?>(capacity: 4096)
        self.store = store
        self.cache = cache
        observation = store.observe { changes in
            guard changes.isReset || Self.sources.contains(where: { changes.records[$0] != nil }) else { return }
            cache.invalidateAll()
        }
    }

    /// Nil where the type is not enabled, or no policy of it stands above the account or hangs on it.
    func answer(for account: AccountID, type: ManagementPolicyType) throws -> Answer? {
        try cache.value(for: Key(account: account, type: type)) {
            try store.readNow { try $0.effectivePolicy(of: account, type: type) }
        }
    }
}

extension ReadTransaction {
    fileprivate func effectivePolicy(
        of account: AccountID, type: ManagementPolicyType
    ) throws -> EffectivePolicies.Answer? {
        guard let policyType = PolicyType(rawValue: type.rawValue), let organization = try organization(of: account),
            try enabledPolicyTypes(in: organization).contains(policyType),
            let path = try path(of: account.description)
        else { return nil }
        var updatedAt = organization.createdAt
        var levels: [[ManagementPolicies.EffectivePolicy.Attachment]] = []
        for target in path {
            let attached = try attachments(on: target, in: organization).attachments(of: policyType)
            levels.append(
                try attached.compactMap { attachment in
                    guard let policy = try policy(attachment.policyID, in: organization) else { return nil }
                    updatedAt =
                        [updatedAt, attachment.attachedAt, policy.updatedAt].compactMap { $0 }.max() ?? updatedAt
                    return ManagementPolicies.EffectivePolicy.Attachment(
                        id: policy.id, policy: try ManagementPolicy(parsing: policy.content, as: type))
                })
        }
        guard levels.contains(where: { !$0.isEmpty }) else { return nil }
        return EffectivePolicies.Answer(
            policy: ManagementPolicies.EffectivePolicy(of: type, merging: levels), updatedAt: updatedAt, path: path)
    }
}
