import Essentials
import ServiceKit
import Store
import Synchronization

/// The service and resource control policies in force, kept compiled in memory.
///
/// A look-up costs the same however many policies and accounts there are, and next to nothing where there is no
/// organization. The commit that changes a policy, an attachment or the tree empties what it concerns before its caller
/// is answered, so the next call on any connection meets the change.
public final class OrganizationGuardrails: GuardrailProvider {
    private let accounts = InvalidatingCache<AccountID, AccountGuardrails?>(capacity: 32_768)
    private let loader: GuardrailLoader
    private let isInUse: InUse
    private let observation: StoreObservation

    /// Whether there is, or has been, any organization.
    private final class InUse: Sendable {
        let value: Atomic<Bool>
        init(_ value: Bool) { self.value = Atomic(value) }
    }

    public init(store: any Store) throws {
        let isInUse = InUse(false)
        let loader = GuardrailLoader(store: store)
        let accounts = accounts
        // Observed before it is asked, so that nothing falls in between.
        observation = store.observe { changes in
            if changes.records[OrganizationRecord.kind] != nil { isInUse.value.store(true, ordering: .releasing) }
            loader.invalidate(changes)
            Self.invalidate(accounts, changes)
        }
        let isAnyThere = try store.readNow { try $0.count(OrganizationRecord.self, in: .everywhere) > 0 }
        if isAnyThere { isInUse.value.store(true, ordering: .releasing) }
        self.isInUse = isInUse
        self.loader = loader
    }

    public func guardrails(for caller: Caller, asking check: AccessCheck) async throws -> Guardrails {
        guard isInUse.value.load(ordering: .acquiring) else { return .none }
        let principal = caller.belongsToAccount ? try guardrails(of: caller.account) : nil
        let resource =
            check.resourceAccount == caller.account && caller.belongsToAccount
            ? principal : try guardrails(of: check.resourceAccount)
        var guardrails = Guardrails(principalPlace: principal?.place, resourcePlace: resource?.place)
        guard !caller.isServiceLinkedRole else { return guardrails }
        if let principal { guardrails.serviceControl = principal.serviceControl }
        if let resource, !resource.resourceControl.isEmpty, ResourceControlScope.includes(check) {
            guardrails.resourceControl = resource.resourceControl
        }
        return guardrails
    }

    private func guardrails(of account: AccountID) throws -> AccountGuardrails? {
        try accounts.value(for: account) { try loader.guardrails(of: account) }
    }
}

extension OrganizationGuardrails {
    private static func invalidate(
        _ accounts: InvalidatingCache<AccountID, AccountGuardrails?>, _ changes: CommittedChanges
    ) {
        let changed = changes.records
        // An account's own records concern it alone; what else changes may concern all.
        let own = [AccountRecord.kind, PolicyTargetRecord.kind].flatMap { changed[$0] ?? [] }.map { AccountID($0.id) }
        let others = [PolicyRecord.kind, RootRecord.kind, OrganizationRecord.kind]
        if changes.isReset || own.contains(nil) || others.contains(where: { changed[$0] != nil }) {
            accounts.invalidateAll()
        } else {
            for case let account? in own { accounts.invalidate(account) }
        }
    }
}

extension Caller {
    /// Whether the caller is a principal of its account, which policies above the account bind.
    fileprivate var belongsToAccount: Bool {
        switch kind {
        case .root, .user, .role, .federatedUser: true
        case .webIdentity, .service, .anonymous: false
        }
    }

    /// Service-linked roles are bound by neither type of policy.
    fileprivate var isServiceLinkedRole: Bool {
        if case .role(let session) = kind { session.isServiceLinked } else { false }
    }
}
