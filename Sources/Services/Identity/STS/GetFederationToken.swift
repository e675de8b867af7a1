import AWSProtocols
import Essentials
import STSModel
import ServiceKit

extension STS {
    /// May the user make such a session? Source: STS API reference, "GetFederationToken".
    func federatedUser(
        _ input: GetFederationTokenRequest, in scope: RequestScope
    ) throws -> Target<FederationSession> {
        guard case .user(let name, _) = scope.caller.kind, scope.caller.session == nil else {
            throw AWSError.accessDenied("Cannot call GetFederationToken with session credentials")
        }
        let tags = (input.tags ?? []).stored
        let conditions = SessionConditions(tags: tags)
        let arn = "arn:aws:sts::\(scope.account):federated-user/\(input.name)"
        var checks = [
            AccessCheck(
                action: "sts:GetFederationToken", resource: arn, account: scope.account,
                conditionKeys: conditions.value)
        ]
        if !tags.isEmpty {
            checks.append(
                AccessCheck(
                    action: "sts:TagSession", resource: arn, account: scope.account, conditionKeys: conditions.value))
        }
        let session = FederationSession(
            name: input.name, userName: name, userARN: scope.caller.arn, userID: scope.caller.principalID)
        return Target(session, checks: checks)
    }

    /// Answers temporary credentials for somebody whom the user vouches for. They may do what both the user's policies
    /// and the ones passed allow; without any passed, only what resource policies give them by name.
    func getFederationToken(
        _ input: GetFederationTokenRequest, on session: Authorized<FederationSession>, in scope: RequestScope
    ) async throws -> GetFederationTokenResponse {
        let session = session.value
        let policies = try SessionPolicies(input.policy, input.policyArns, in: scope.account, directory.store)
        let tags = try SessionTags((input.tags ?? []).stored).all
        let claims = SessionClaims(
            accessKeyID: AccessKeyID.make(.session, account: scope.account, random: scope.random),
            secret: directory.vault.drawSecret(), account: scope.account,
            holder: .federated(
                name: session.name, userName: session.userName, userARN: session.userARN, userID: session.userID),
            issuedAt: scope.now,
            expiresAt: scope.now + .seconds(Int64(input.durationSeconds ?? Self.defaultUserSessionDuration)),
            policies: policies.documents, tags: tags)
        return GetFederationTokenResponse(
            credentials: try directory.credentials(of: claims),
            federatedUser: FederatedUser(
                federatedUserId: "\(scope.account):\(session.name)",
                arn: "arn:aws:sts::\(scope.account):federated-user/\(session.name)"),
            packedPolicySize: try policies.packedSize(with: tags))
    }
}
