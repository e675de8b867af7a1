import AWSProtocols
import STSModel

/// What STS says of tokens and their issuers.
extension AWSError {
    static func invalidIdentityToken(_ message: String) -> AWSError {
        AWSError(.invalidIdentityTokenException, message)
    }

    static func missingClaim(_ name: String) -> AWSError { invalidIdentityToken("Missing a required claim: \(name)") }

    static let noIdentityToken = invalidIdentityToken(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")

    static let wrongAudience = invalidIdentityToken("Incorrect token audience")

    static let wrongTokenSignature = invalidIdentityToken("The signature of the web identity token is not valid")

    static let noVerificationKey = invalidIdentityToken(
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
            + "documentation for requirements")

    static let untrustedIssuer = invalidIdentityToken(
        "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint")

    static let issuerUnreachable = AWSError(
        .idpCommunicationErrorException,
        "The identity provider that was asked to verify the incoming identity token could not be reached.")

    static let issuerRefused = AWSError(
        .idpRejectedClaimException, "The identity provider reported that authentication failed.")

    static func noProvider(of issuer: String) -> AWSError {
        invalidIdentityToken("No OpenIDConnect provider found in your account for \(issuer)")
    }

    static func expiredIdentityToken(at end: Int64, now: Int64) -> AWSError {
        AWSError(
            .expiredTokenException,
            "Token expired: current date/time \(now) must be before the expiration date/time \(end)")
    }
}
