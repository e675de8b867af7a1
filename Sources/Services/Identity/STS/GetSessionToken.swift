import AWSProtocols
import Essentials
import STSModel
import ServiceKit

extension STS {
    /// Answers temporary credentials for the user who calls. They may do what the user may, save most of STS, and save
    /// IAM unless a code of a multi-factor device was given.
    func getSessionToken(
        _ input: GetSessionTokenRequest, on nothing: Authorized<Void>, in scope: RequestScope
    ) async throws -> GetSessionTokenResponse {
        guard case .user(let name, let path) = scope.caller.kind, scope.caller.session == nil else {
            throw AWSError.accessDenied("Cannot call GetSessionToken with session credentials")
        }
        let isAuthenticated = try await multiFactor.authenticate(
            scope.caller, serial: input.serialNumber, code: input.tokenCode, now: scope.now)
        let claims = SessionClaims(
            accessKeyID: AccessKeyID.make(.session, account: scope.account, random: scope.random),
            secret: directory.vault.drawSecret(), account: scope.account,
            holder: .user(name: name, path: path, id: scope.caller.principalID), issuedAt: scope.now,
            expiresAt: scope.now + .seconds(Int64(input.durationSeconds ?? Self.defaultUserSessionDuration)),
            multiFactorAuthenticatedAt: isAuthenticated ? scope.now : nil)
        return GetSessionTokenResponse(credentials: try directory.credentials(of: claims))
    }

    /// Twelve hours, in seconds.
    static let defaultUserSessionDuration = 43_200
}

extension IdentityDirectory {
    /// The credentials that the claims are handed out as.
    func credentials(of claims: SessionClaims) throws -> Credentials {
        Credentials(
            accessKeyId: claims.accessKeyID, secretAccessKey: claims.secret, sessionToken: try sessions.seal(claims),
            expiration: claims.expiresAt)
    }
}
