import Essentials

/// What resource control policies may not say although the policy language can. Service control policies have the whole
/// language but principals; the table of "SCP syntax" says so, where a sentence below it still forbids resources in an
/// allow.
///
/// Source: Organizations user guide, "SCP syntax" and "RCP syntax".
struct OrganizationPolicyRules {
    let kind: PolicyKind

    func check(_ object: JSON.Object, _ statement: Statement) throws(PolicyError) {
        if kind == .resourceControl { try checkResourceControl(object, statement) }
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
