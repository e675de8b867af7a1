import AWSProtocols
import Essentials
import STSModel
import ServiceKit

extension STS {
    /// Answers temporary credentials for a role that trusts the caller. The credentials stand for themselves: nothing
    /// is stored, and every server with the same root key honours them.
    func assumeRole(
        _ input: AssumeRoleRequest, on role: Authorized<AssumableRole>, in scope: RequestScope
    ) async throws -> AssumeRoleResponse {
        let role = role.value
        let policies = try SessionPolicies(input.policy, input.policyArns, in: role.role.account, directory.store)
        let duration = try duration(input.durationSeconds, of: role.role, isChained: scope.caller.isRoleSession)
        let claims = claims(of: role, named: input.roleSessionName, for: duration, policies, in: scope)
        return AssumeRoleResponse(
            credentials: try directory.credentials(of: claims),
            assumedRoleUser: AssumedRoleUser(of: role.role, named: input.roleSessionName),
            packedPolicySize: try policies.packedSize(with: role.tags.all), sourceIdentity: claims.sourceIdentity)
    }

    func claims(
        of role: AssumableRole, named name: String, for duration: TimeSpan, _ policies: SessionPolicies,
        in scope: RequestScope
    ) -> SessionClaims {
        SessionClaims(
            accessKeyID: AccessKeyID.make(.session, account: role.role.account, random: scope.random),
            secret: directory.vault.drawSecret(), account: role.role.account,
            holder: .role(name: role.role.name, arn: role.role.arn, id: role.role.id, sessionName: name),
            issuedAt: scope.now, expiresAt: scope.now + duration, sourceIdentity: role.sourceIdentity,
            policies: policies.documents, tags: role.tags.all, transitiveTagKeys: role.tags.transitiveKeys,
            webIdentity: role.webIdentity)
    }

    /// One hour unless asked otherwise; at most what the role allows, and an hour where roles are chained.
    func duration(_ asked: Int?, of role: RoleRecord, isChained: Bool) throws(AWSError) -> TimeSpan {
        let seconds = asked ?? 3600
        if isChained, seconds > 3600 {
            throw .validation(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
        }
        guard seconds <= role.maximumSessionDuration else {
            throw .validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        }
        return .seconds(Int64(seconds))
    }
}

extension AssumedRoleUser {
    init(of role: RoleRecord, named name: String) {
        self.init(
            assumedRoleId: "\(role.id):\(name)",
            arn: "arn:aws:sts::\(role.account):assumed-role/\(role.name)/\(name)")
    }
}

extension Caller {
    fileprivate var isRoleSession: Bool {
        if case .role = kind { true } else { false }
    }
}
