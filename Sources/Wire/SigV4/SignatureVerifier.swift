import Essentials
import HTTPMessage

/// Verifies presented signatures. One for a server: it remembers the signing keys that it derived.
public final class SignatureVerifier: Sendable {
    private let keys: SigningKeyCache

    /// - Parameter cachedKeys: how many derived signing keys are remembered at most.
    public init(cachedKeys: Int = 1024) { keys = SigningKeyCache(capacity: cachedKeys) }

    /// Checks that whoever holds `secret` signed this request, and recently.
    ///
    /// - Parameters:
    ///   - presented: what ``PresentedSignature/parse(_:)`` read from this very `head`.
    ///   - maximumSkew: how far the signer's clock may be off; by default 15 minutes for S3 and 5 for all others.
    /// - Throws: the first thing found wrong, time before signature, as AWS does.
    public func verify(
        _ presented: PresentedSignature, head: HTTPRequestHead, payload: PayloadEvidence, secret: SecretAccessKey,
        now: Timestamp, maximumSkew: TimeSpan? = nil
    ) throws(AuthenticationError) {
        throw .signatureDoesNotMatch(nil)
    }
}
