import AWSProtocols
import Essentials
import PolicyEngine
import STSModel
import ServiceKit
import Store

/// A role whose trust policy has been asked, and what the session is to be made of.
struct AssumableRole: Sendable {
    let role: RoleRecord
    let tags: SessionTags
    var sourceIdentity: String?
    var webIdentity: WebIdentity?
}

extension STS {
    /// The role that is to be assumed, and the trust policy's say in it.
    ///
    /// Whether the role does not exist or does not trust the caller, the caller is told the same.
    func roleToAssume(_ input: AssumeRoleRequest, in scope: RequestScope) async throws -> Target<AssumableRole> {
        guard input.providedContexts?.isEmpty ?? true else {
            throw AWSError.invalidParameter("ProvidedContexts are not supported: there is no context provider.")
        }
        let denial = AWSError.accessDenied(
            "User: \(scope.caller.arn) is not authorized to perform: sts:AssumeRole on resource: \(input.roleArn)")
        guard let role = try role(input.roleArn) else {
            // Denied by the policies, as a role that trusts nobody is, so that nothing tells the two apart.
            var check = AccessCheck(
                action: "sts:AssumeRole", resource: input.roleArn, account: try account(of: input.roleArn),
                rule: .mustAllow)
            check.refusal = denial
            throw TargetNotFound(denial, check: check)
        }
        let session = scope.caller.session
        let tags = (input.tags ?? []).stored
        var conditions = SessionConditions(
            sessionName: input.roleSessionName, externalID: input.externalId,
            sourceIdentity: input.sourceIdentity ?? session?.sourceIdentity, tags: tags,
            transitiveTagKeys: input.transitiveTagKeys ?? [], resourceTags: role.tags)
        conditions.isMultiFactorAuthenticated = try await multiFactor.authenticate(
            scope.caller, serial: input.serialNumber, code: input.tokenCode, now: scope.now)
        let assumable = AssumableRole(
            role: role,
            tags: try SessionTags(
                tags, transitiveKeys: input.transitiveTagKeys ?? [], inherited: session?.transitiveTags ?? [:]),
            sourceIdentity: try sourceIdentity(of: input, caller: scope.caller))
        let checks = try trustChecks(
            "sts:AssumeRole", on: role, refusal: denial, isSourceIdentitySet: assumable.sourceIdentity != nil,
            conditions)
        return Target(assumable, checks: checks)
    }

    /// The role of this ARN, in an account that is not suspended. Throws ValidationError where it is no role's.
    func role(_ text: String) throws -> RoleRecord? {
        let account = try account(of: text)
        guard let name = text.split(separator: "/").last else { return nil }
        let role = try directory.store.get(RoleRecord.self, RoleRecord.key(account, String(name)))?.record
        guard let role, role.arn == text, try !directory.isSuspended(account) else { return nil }
        return role
    }

    /// The account of a role's ARN. Throws ValidationError where it is no role's.
    func account(of role: String) throws(AWSError) -> AccountID {
        guard let arn = ARN(role), arn.service == "iam", arn.resourceType == "role",
            let account = AccountID(arn.account)
        else { throw .validation("\(role) is invalid") }
        return account
    }

    /// The questions to the trust policy: may the role be assumed, and in this way?
    ///
    /// - Parameter refusal: which policy it was that did not allow it would tell that the role is there.
    func trustChecks(
        _ action: ActionName, on role: RoleRecord, refusal: AWSError, isSourceIdentitySet: Bool,
        _ conditions: SessionConditions
    ) throws -> [AccessCheck] {
        let trust = AttachedPolicy(
            try Policy(parsing: role.boundTrustPolicy, as: .trust),
            from: PolicySource(kind: .trust, name: "AssumeRolePolicy", attachedTo: role.arn))
        var actions = [action]
        if !conditions.tags.isEmpty { actions.append("sts:TagSession") }
        if isSourceIdentitySet { actions.append("sts:SetSourceIdentity") }
        return actions.map { asked in
            var check = AccessCheck(
                action: asked, resource: role.arn, account: role.account, policy: trust, rule: .mustAllow,
                auditType: "AWS::IAM::Role", conditionKeys: conditions.value)
            if asked == action { check.refusal = refusal }
            return check
        }
    }

    /// Once set, a source identity stays through every chained session.
    private func sourceIdentity(of input: AssumeRoleRequest, caller: Caller) throws -> String? {
        guard let earlier = caller.session?.sourceIdentity else { return input.sourceIdentity }
        guard input.sourceIdentity == nil || input.sourceIdentity == earlier else {
            throw AWSError.validation("The source identity of a session cannot be changed.")
        }
        return earlier
    }
}
