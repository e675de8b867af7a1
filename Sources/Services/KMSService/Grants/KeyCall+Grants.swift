import KMSModel
import PolicyEngine

extension KeyCall {
    /// Whoever may create grants by a grant alone can pass on no more than that grant gives.
    /// Source: AWS KMS developer guide, "Creating grants", "Granting CreateGrant permission".
    static func creatingGrant(_ input: CreateGrantRequest) -> KeyCall {
        let constraints = GrantConstraintsRecord(input.constraints)
        var call = KeyCall(.createGrant, grantTokens: input.grantTokens) { conditions(of: input, forKey: $0) }
        call.grantCondition = { $0.permitsPassingOn(input.operations, under: constraints) }
        return call
    }

    /// Listing and revoking. No call here comes from a service on behalf of a resource.
    static func managingGrants(_ action: KMSAction) -> KeyCall {
        KeyCall(action) { $0 == "kms:grantisforawsresource" ? "false" : nil }
    }

    private static func conditions(of input: CreateGrantRequest, forKey name: String) -> ContextValue? {
        switch name {
        case "kms:grantisforawsresource": "false"
        case "kms:grantoperations": .many(input.operations.map(\.rawValue))
        case "kms:granteeprincipal": .one(input.granteePrincipal)
        case "kms:retiringprincipal": input.retiringPrincipal.map(ContextValue.one)
        case "kms:grantconstrainttype": constraintType(input.constraints)
        default: nil
        }
    }

    private static func constraintType(_ constraints: GrantConstraints?) -> ContextValue? {
        if constraints?.encryptionContextEquals != nil { return "EncryptionContextEquals" }
        return constraints?.encryptionContextSubset == nil ? nil : "EncryptionContextSubset"
    }
}

extension GrantRecord {
    func permitsPassingOn(_ wanted: [GrantOperation], under constraints: GrantConstraintsRecord?) -> Bool {
        guard Set(wanted).isSubset(of: operations) else { return false }
        guard let own = self.constraints else { return true }
        return constraints?.isAtLeastAsStrict(as: own) ?? false
    }
}
