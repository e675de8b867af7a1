import Essentials

/// `Principal` or `NotPrincipal`.
struct PrincipalElement: Equatable, Sendable {
    /// How a policy names the principal of a request, weakest first.
    enum Match: Int, Comparable, Sendable {
        case none
        /// Its account: the account's identity policies then say which of its principals.
        case account
        /// Its role, or the user who made its federated session: boundaries and session policies still limit it.
        case issuer
        /// Itself, or everyone.
        case direct

        static func < (left: Match, right: Match) -> Bool { left.rawValue < right.rawValue }
    }

    let isNegated: Bool
    var includesEveryone = false
    var accounts: [AccountID] = []
    /// ARNs and unique ids.
    var names: [String] = []
    var services: [String] = []
    var federated: [String] = []
    var canonicalUsers: [String] = []

    init(isNegated: Bool) { self.isNegated = isNegated }

    /// - Parameter hasBoundary: `NotPrincipal` spares nobody who has a permissions boundary.
    func match(_ principal: PolicyPrincipal, hasBoundary: Bool) -> Match {
        let listed = listing(of: principal)
        guard isNegated else { return listed }
        // An account's entry spares its root user only: exceptions are exact.
        return listed >= .issuer && !hasBoundary ? .none : .direct
    }

    private func listing(of principal: PolicyPrincipal) -> Match {
        if includesEveryone { return .direct }
        switch principal.kind {
        case .anonymous: return .none
        case .service: return services.contains { $0.hasSameBytes(as: principal.name) } ? .direct : .none
        case .webIdentity: return federated.contains { $0.hasSameBytes(as: principal.name) } ? .direct : .none
        case .root, .user, .roleSession, .federatedUser: return listingOfAccountPrincipal(principal)
        }
    }

    private func listingOfAccountPrincipal(_ principal: PolicyPrincipal) -> Match {
        var match = Match.none
        for name in names where match < .direct { match = max(match, Self.match(name, principal)) }
        if match == .none, let account = principal.account, accounts.contains(account) {
            match = principal.kind == .root ? .direct : .account
        }
        if match == .none, let user = principal.canonicalUser, canonicalUsers.contains(user) {
            match = principal.kind == .root ? .direct : .account
        }
        return match
    }

    private static func match(_ name: String, _ principal: PolicyPrincipal) -> Match {
        if name.hasSameBytes(as: principal.name) { return .direct }
        if let issuer = principal.issuer, name.hasSameBytes(as: issuer) { return .issuer }
        if let id = principal.uniqueID, name.hasSameBytes(as: id) {
            return principal.kind == .roleSession ? .issuer : .direct
        }
        return .none
    }
}
