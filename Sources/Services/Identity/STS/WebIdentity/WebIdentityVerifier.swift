import AWSProtocols
import Essentials
import ServiceKit
import Store

/// Finds out whom a web identity token speaks of, and whether its issuer says so.
struct WebIdentityVerifier: Sendable {
    let store: any Store
    let issuers: IssuerKeyCache

    /// Cheap checks come first: an issuer is asked only for tokens that an account's provider would accept.
    ///
    /// - Parameter account: whose provider must know the issuer
    func verify(
        _ token: WebIdentityToken, for account: AccountID, now: Timestamp
    ) async throws -> WebIdentity {
        let issuer = try token.required("iss")
        let identity = try identity(of: token, from: issuer, in: account)
        try requireCurrent(token, now: now)
        for key in try await issuers.keys(of: issuer, named: token.keyID, now: now) where await key.verifies(token) {
            return identity
        }
        throw AWSError.wrongTokenSignature
    }

    private func identity(
        of token: WebIdentityToken, from issuer: String, in account: AccountID
    ) throws -> WebIdentity {
        guard let name = issuer.suffix(after: "https://").map(String.init),
            let provider = try store.get(
                OpenIDConnectProviderRecord.self, OpenIDConnectProviderRecord.key(account, name))?.record
        else { throw AWSError.noProvider(of: issuer) }
        let subject = try token.required("sub")
        let audience = try audience(of: token)
        guard provider.clientIDs.contains(audience) else { throw AWSError.wrongAudience }
        return WebIdentity(
            provider: provider.arn, subject: subject, audience: audience,
            claims: claims(of: token, audience: audience, issuer: name))
    }

    /// The party that the token was issued to: `azp` where there is one, else the only audience.
    private func audience(of token: WebIdentityToken) throws(AWSError) -> String {
        let audiences = token.strings("aud")
        guard !audiences.isEmpty else { throw .missingClaim("aud") }
        if let party = token.claims["azp"]?.string { return party }
        guard audiences.count == 1 else { throw .wrongAudience }
        return audiences[0]
    }

    private func requireCurrent(_ token: WebIdentityToken, now: Timestamp) throws(AWSError) {
        guard let end = try token.time("exp") else { throw .missingClaim("exp") }
        guard let issuedAt = try token.time("iat") else { throw .missingClaim("iat") }
        guard now < end else { throw .expiredIdentityToken(at: end.seconds, now: now.seconds) }
        let start = max(issuedAt, try token.time("nbf") ?? issuedAt)
        guard start <= now + Self.skew else {
            throw .invalidIdentityToken("The web identity token is not valid yet")
        }
    }

    /// How far ahead an issuer's clock may be: as far as a signature's.
    private static let skew = TimeSpan.minutes(5)

    /// Source: IAM user guide, "IAM and AWS STS condition context keys", keys for OIDC federation.
    private func claims(
        of token: WebIdentityToken, audience: String, issuer: String
    ) -> [String: [String]] {
        var claims = ["aud": [audience], "sub": token.strings("sub")]
        if let party = token.claims["azp"]?.string {
            claims["azp"] = [party]
            claims["oaud"] = token.strings("aud")
        }
        for name in ["amr", "email"] {
            let values = token.strings(name)
            if !values.isEmpty { claims[name] = values }
        }
        return Dictionary(uniqueKeysWithValues: claims.map { ("\(issuer):\($0)".lowercased(), $1) })
    }
}
