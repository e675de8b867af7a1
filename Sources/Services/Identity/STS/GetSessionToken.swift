import AWSProtocols
import Essentials
import STSModel
import ServiceKit

extension STS {
    /// Answers temporary credentials for the user who calls. They may do what the user may, save IAM and most of STS.
    func getSessionToken(
        _ input: GetSessionTokenRequest, on nothing: Authorized<Void>, in scope: RequestScope
    ) async throws -> GetSessionTokenResponse {
        guard case .user(let name, let path) = scope.caller.kind, scope.caller.session == nil else {
            throw AWSError.accessDenied("Cannot call GetSessionToken with session credentials")
        }
        guard input.serialNumber == nil, input.tokenCode == nil else { throw Self.unknownMultiFactorDevice }
        let claims = SessionClaims(
            accessKeyID: AccessKeyID.make(.session, account: scope.account, random: scope.random),
            secret: directory.vault.drawSecret(), account: scope.account,
            holder: .user(name: name, path: path, id: scope.caller.principalID), issuedAt: scope.now,
            expiresAt: scope.now + .seconds(Int64(input.durationSeconds ?? Self.defaultSessionTokenDuration)))
        return GetSessionTokenResponse(credentials: try directory.credentials(of: claims))
    }

    /// Twelve hours, in seconds.
    private static let defaultSessionTokenDuration = 43_200

    /// No multi-factor devices are kept, so none is known.
    static let unknownMultiFactorDevice = AWSError.accessDenied(
        "MultiFactorAuthentication failed, unable to validate MFA code. Please verify your MFA serial number "
            + "is valid and associated with this user.")
}

extension IdentityDirectory {
    /// The credentials that the claims are handed out as.
    func credentials(of claims: SessionClaims) throws -> Credentials {
        Credentials(
            accessKeyId: claims.accessKeyID, secretAccessKey: claims.secret, sessionToken: try sessions.seal(claims),
            expiration: claims.expiresAt)
    }
}
