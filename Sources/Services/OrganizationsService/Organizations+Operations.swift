import ServiceKit

/// Everything that the service implements. What is not here answers that it is not implemented.
extension Organizations {
    public var operations: [Operation] {
        organizationOperations + treeOperations + organizationalUnitOperations + accountOperations
            + delegationOperations + serviceAccessOperations + resourcePolicyOperations + tagOperations
            + handshakeOperations + transferOperations + policyOperations
    }

    public var chores: [any Chore] {
        [
            AccountCreationChore(store: store, accounts: accounts, random: random),
            AccountClosureChore(store: store, accounts: accounts, random: random),
            HandshakeChore(store: store),
        ]
    }
}
