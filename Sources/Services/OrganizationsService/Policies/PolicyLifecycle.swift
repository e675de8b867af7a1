import Store

/// What policies are due when the tree changes. Called in the transaction of the change.
extension WriteTransaction {
    /// Something that policies can be attached to has come into being, or an account has joined.
    func policyTargetBegan(_ id: String, in organization: OrganizationRecord) throws {}

    /// The same has gone, or an account has left.
    func policyTargetEnded(_ id: String, in organization: OrganizationRecord) throws {}

    /// The organization itself is deleted.
    func policiesEnded(of organization: OrganizationRecord) throws {}
}
