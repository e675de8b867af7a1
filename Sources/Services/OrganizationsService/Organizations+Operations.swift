import ServiceKit

/// Everything that the service implements. What is not here answers that it is not implemented.
extension Organizations {
    public var operations: [Operation] {
        organizationOperations + treeOperations + organizationalUnitOperations + accountOperations + policyOperations
    }

    public var chores: [any Chore] {
        [
            AccountCreationChore(store: store, accounts: accounts, random: random),
            AccountClosureChore(store: store, accounts: accounts, random: random),
        ]
    }
}
