import AWSProtocols
import Essentials
import STSModel
import ServiceKit

extension STS {
    /// The role that is to be assumed, and who the token says that its bearer is. Calls need no signature.
    func roleForWebIdentity(
        _ input: AssumeRoleWithWebIdentityRequest, in scope: RequestScope
    ) async throws -> Target<AssumableRole> {
        guard input.providerId == nil else {
            throw AWSError.invalidParameter("ProviderId is for OAuth 2.0 access tokens, which are not supported.")
        }
        guard let token = WebIdentityToken(input.webIdentityToken) else { throw AWSError.noIdentityToken }
        let account = try account(of: input.roleArn)
        let identity = try await webIdentities.verify(token, for: account, now: scope.now)
        guard let role = try role(input.roleArn) else { throw Self.noWebIdentityTrust }
        let passed = try WebIdentityTags(token)
        let conditions = SessionConditions(
            sessionName: input.roleSessionName, sourceIdentity: passed.sourceIdentity, tags: passed.tags,
            transitiveTagKeys: passed.transitiveKeys, resourceTags: role.tags, webIdentity: identity)
        let assumable = AssumableRole(
            role: role, tags: try SessionTags(passed.tags, transitiveKeys: passed.transitiveKeys),
            sourceIdentity: passed.sourceIdentity, webIdentity: identity)
        let checks = try trustChecks(
            "sts:AssumeRoleWithWebIdentity", on: role, refusal: Self.noWebIdentityTrust,
            isSourceIdentitySet: passed.sourceIdentity != nil, conditions)
        return Target(assumable, checks: checks, provenCaller: Caller(identity, in: account))
    }

    /// Answers temporary credentials for a role that trusts the token's issuer.
    func assumeRoleWithWebIdentity(
        _ input: AssumeRoleWithWebIdentityRequest, on role: Authorized<AssumableRole>, in scope: RequestScope
    ) async throws -> AssumeRoleWithWebIdentityResponse {
        let role = role.value
        let policies = try SessionPolicies(input.policy, input.policyArns, in: role.role.account, directory.store)
        let duration = try duration(input.durationSeconds, of: role.role, isChained: false)
        let claims = claims(of: role, named: input.roleSessionName, for: duration, policies, in: scope)
        return AssumeRoleWithWebIdentityResponse(
            credentials: try directory.credentials(of: claims),
            subjectFromWebIdentityToken: role.webIdentity?.subject,
            assumedRoleUser: AssumedRoleUser(of: role.role, named: input.roleSessionName),
            packedPolicySize: try policies.packedSize(with: role.tags.all), provider: role.webIdentity?.provider,
            audience: role.webIdentity?.audience, sourceIdentity: claims.sourceIdentity)
    }

    private static let noWebIdentityTrust = AWSError.accessDenied(
        "Not authorized to perform sts:AssumeRoleWithWebIdentity")
}

extension Caller {
    /// The bearer of a verified token, in the account whose provider knows the issuer.
    fileprivate init(_ identity: WebIdentity, in account: AccountID) {
        let id = "\(identity.provider):\(identity.audience):\(identity.subject)"
        self.init(kind: .webIdentity(identity), account: account, principalID: id, arn: id, accessKeyID: "")
    }
}
