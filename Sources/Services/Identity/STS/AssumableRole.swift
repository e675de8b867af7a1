import AWSProtocols
import Essentials
import PolicyEngine
import STSModel
import ServiceKit
import Store

extension STS {
    /// The role that is to be assumed, and the trust policy's say in it.
    ///
    /// Whether the role does not exist or does not trust the caller, the caller is told the same.
    func roleToAssume(_ input: AssumeRoleRequest, in scope: RequestScope) async throws -> Target<RoleRecord> {
        guard let arn = ARN(input.roleArn), arn.service == "iam", arn.resourceType == "role",
            let account = AccountID(arn.account), let name = arn.resource.split(separator: "/").last
        else { throw AWSError.validation("\(input.roleArn) is invalid") }
        let role = try directory.store.get(RoleRecord.self, RoleRecord.key(account, String(name)))?.record
        let denial = Self.denied(input, scope)
        guard let role, role.arn == input.roleArn, try !directory.isSuspended(account) else {
            // Denied by the policies, as a role that trusts nobody is, so that nothing tells the two apart.
            var check = AccessCheck(
                action: Self.assumeRoleAction, resource: input.roleArn, account: account, rule: .mustAllow)
            check.refusal = denial
            throw TargetNotFound(denial, check: check)
        }
        let trust = AttachedPolicy(
            try Policy(parsing: role.boundTrustPolicy, as: .trust),
            from: PolicySource(kind: .trust, name: "AssumeRolePolicy", attachedTo: role.arn))
        let conditions = AssumeRoleConditions(input: input, role: role)
        let checks = Self.actions(of: input).map { action in
            var check = AccessCheck(
                action: action, resource: role.arn, account: account, policy: trust, rule: .mustAllow,
                auditType: "AWS::IAM::Role", conditionKeys: conditions.value)
            // Which policy it was that did not allow it would tell that the role is there.
            if action == Self.assumeRoleAction { check.refusal = denial }
            return check
        }
        return Target(role, checks: checks)
    }

    static func denied(_ input: AssumeRoleRequest, _ scope: RequestScope) -> AWSError {
        .accessDenied(
            "User: \(scope.caller.arn) is not authorized to perform: sts:AssumeRole on resource: \(input.roleArn)")
    }

    private static func actions(of input: AssumeRoleRequest) -> [ActionName] {
        var actions: [ActionName] = [assumeRoleAction]
        if input.tags?.isEmpty == false { actions.append(tagSessionAction) }
        if input.sourceIdentity != nil { actions.append(setSourceIdentityAction) }
        return actions
    }

    private static let assumeRoleAction: ActionName = "sts:AssumeRole"
    private static let tagSessionAction: ActionName = "sts:TagSession"
    private static let setSourceIdentityAction: ActionName = "sts:SetSourceIdentity"
}

/// The condition keys of AssumeRole. Source: IAM user guide, "IAM and AWS STS condition context keys".
struct AssumeRoleConditions: Sendable {
    let input: AssumeRoleRequest
    let role: RoleRecord

    @Sendable func value(_ key: String) -> ContextValue? {
        switch key {
        case "sts:externalid": return input.externalId.map(ContextValue.one)
        case "sts:rolesessionname": return .one(input.roleSessionName)
        case "sts:sourceidentity": return input.sourceIdentity.map(ContextValue.one)
        case "sts:transitivetagkeys": return input.transitiveTagKeys.map(ContextValue.many)
        case "aws:tagkeys": return input.tags.map { .many($0.map(\.key)) }
        default: break
        }
        if let name = key.suffix(after: "aws:requesttag/") {
            return input.tags?.first { $0.key.lowercased() == name }.map { .one($0.value) }
        }
        if let name = key.suffix(after: "aws:resourcetag/") ?? key.suffix(after: "iam:resourcetag/") {
            return role.tags.first { $0.key.lowercased() == name }.map { .one($0.value) }
        }
        return nil
    }
}

extension String {
    func suffix(after prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}
