extension Decision {
    /// The end of an access-denied message, such as `because no identity-based policy allows the kms:Encrypt action`
    /// or `with an explicit deny in a service control policy: arn:aws:organizations::…`; nil where the request is
    /// allowed.
    ///
    /// Source: IAM user guide, "Troubleshoot access denied error messages".
    /// - Parameter isPolicyShown: whether the caller may learn the ARN of the policy that denies.
    public func denialReason(for action: ActionName, isPolicyShown: Bool = true) -> String? {
        guard outcome != .allowed, let decidedBy else { return nil }
        guard outcome == .explicitlyDenied else {
            return "because no \(decidedBy.rawValue) allows the \(action) action"
        }
        let arn = isPolicyShown ? denyingPolicy?.managedPolicyARN : nil
        return "with an explicit deny in \(decidedBy.article) \(decidedBy.rawValue)" + (arn.map { ": \($0)" } ?? "")
    }
}

extension PolicySource {
    /// The ARN of a policy that has one of its own; inline policies and those of resources have not.
    public var managedPolicyARN: String? { name.hasPrefix("arn:") ? name : nil }
}

extension PolicySource.Kind {
    fileprivate var article: String {
        switch self {
        case .identity: "an"
        case .trust: "the"
        case .resource, .permissionsBoundary, .session, .serviceControl, .resourceControl: "a"
        }
    }
}
