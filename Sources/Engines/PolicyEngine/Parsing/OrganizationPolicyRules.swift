import Essentials

/// What service and resource control policies may not say although the policy language can.
///
/// Source: Organizations user guide, "SCP syntax" and "RCP syntax".
struct OrganizationPolicyRules {
    let kind: PolicyKind

    func check(_ object: JSON.Object, _ statement: Statement) throws(PolicyError) {
        switch kind {
        case .serviceControl: try checkServiceControl(object, statement)
        case .resourceControl: try checkResourceControl(object, statement)
        case .identity, .resource, .trust, .session, .permissionsBoundary: break
        }
    }

    private func checkServiceControl(_ object: JSON.Object, _ statement: Statement) throws(PolicyError) {
        guard statement.effect == .allow, let resource = object["Resource"] else { return }
        guard try resource.requireStrings("Resource") == ["*"] else { throw .unmetTypeRequirements }
    }

    private func checkResourceControl(_ object: JSON.Object, _ statement: Statement) throws(PolicyError) {
        guard statement.principals?.includesEveryone == true, let action = object["Action"] else {
            throw .unmetTypeRequirements
        }
        let actsOnEverything = try action.requireStrings("Action").contains("*")
        if statement.effect == .deny {
            guard !actsOnEverything else { throw .unmetTypeRequirements }
        } else {
            // Only the managed RCPFullAWSAccess allows, and it allows everything.
            guard actsOnEverything, object["Resource"] == "*", statement.conditions.isEmpty else {
                throw .unmetTypeRequirements
            }
        }
    }
}
