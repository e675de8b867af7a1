import Essentials
import KMSModel
import PolicyEngine

extension KeyCall {
    /// Whoever may create grants by a grant alone can pass on no more than that grant gives.
    /// Source: AWS KMS developer guide, "Creating grants", "Granting CreateGrant permission".
    static func creatingGrant(_ input: CreateGrantRequest) -> KeyCall {
        let constraints = GrantConstraintsRecord(input.constraints)
        var call = KeyCall(
            .createGrant, encryptionContext: constraints?.pairs, grantTokens: input.grantTokens
        ) { conditions(of: input, constraints, forKey: $0) }
        call.grantCondition = { $0.permitsPassingOn(input.operations, under: constraints) }
        return call
    }

    /// Listing and revoking. No call here comes from a service on behalf of a resource.
    static func managingGrants(_ action: KMSAction) -> KeyCall {
        KeyCall(action) { $0 == "kms:grantisforawsresource" ? "false" : nil }
    }

    private static func conditions(
        of input: CreateGrantRequest, _ constraints: GrantConstraintsRecord?, forKey name: String
    ) -> ContextValue? {
        switch name {
        case "kms:grantisforawsresource": "false"
        case "kms:grantoperations": .many(input.operations.map(\.rawValue))
        case "kms:granteeprincipal": .one(input.granteePrincipal)
        case "kms:retiringprincipal": input.retiringPrincipal.map(ContextValue.one)
        case "kms:grantconstrainttype": constraints?.type
        default: nil
        }
    }
}

extension GrantConstraintsRecord {
    /// The encryption context that conditions on making or retiring a grant look at.
    var pairs: [String: String] { equals ?? subset ?? [:] }

    /// `kms:GrantConstraintType`: of a constraint that constrains, not of an empty one.
    fileprivate var type: ContextValue {
        equals == nil ? "EncryptionContextSubset" : "EncryptionContextEquals"
    }
}

extension GrantRecord {
    /// The condition keys of retiring this grant.
    func retirementCondition(_ caller: AccountID, forKey name: String) -> ContextValue? {
        switch name {
        case "kms:calleraccount": .one(caller.description)
        case "kms:grantconstrainttype": constraints?.type
        default: KeyConditions.value(of: constraints?.pairs ?? [:], forKey: name)
        }
    }

    func permitsPassingOn(_ wanted: [GrantOperation], under constraints: GrantConstraintsRecord?) -> Bool {
        guard Set(wanted).isSubset(of: operations) else { return false }
        guard let own = self.constraints else { return true }
        return constraints?.isAtLeastAsStrict(as: own) ?? false
    }
}
