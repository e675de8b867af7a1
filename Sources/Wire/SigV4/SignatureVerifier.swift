import Crypto
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
    /// - Returns: what the chunks of a payload that is still to come are signed with.
    /// - Throws: the first thing found wrong: a hash that S3 demands, time, then signature, then a body that is not the declared one.
    @discardableResult
    public func verify(
        _ presented: PresentedSignature, head: HTTPRequestHead, payload: PayloadEvidence, secret: SecretAccessKey,
        now: Timestamp, maximumSkew: TimeSpan? = nil
    ) throws(AuthenticationError) -> ChunkSigner {
        try presented.requireContentHash()
        try presented.requireCurrent(at: now, skew: maximumSkew ?? .minutes(presented.scope.isS3 ? 15 : 5))
        let owner = SigningKeyCache.Owner(accessKeyID: presented.accessKeyID, scope: presented.scope)
        let known = keys.find(owner, secret: secret)
        let key = known ?? SigningKey(secret: secret, scope: presented.scope)
        try verifySignature(presented, head: head, payload: payload, key: key)
        // Only now: whoever knows no secret must not be able to fill the cache with scopes of their choice.
        if known == nil { keys.remember(key, of: owner, secret: secret) }
        try presented.payload.requireMatch(payload)
        return ChunkSigner(
            key: key, seed: presented.signature, timestamp: presented.timestampText, scope: presented.scope)
    }

    /// Checks that whoever holds `secret` signed this policy.
    ///
    /// Source: Amazon S3 API reference, "Authenticating requests in browser-based uploads using POST".
    /// - Parameter policy: as in the form, in base 64
    public func verify(
        _ presented: PresentedSignature, policy: [UInt8], secret: SecretAccessKey
    ) throws(AuthenticationError) {
        let key = SigningKey(secret: secret, scope: presented.scope)
        guard key.isValid(presented.signature, of: policy) else { throw .signatureDoesNotMatch(nil) }
    }

    private func verifySignature(
        _ presented: PresentedSignature, head: HTTPRequestHead, payload: PayloadEvidence, key: SigningKey
    ) throws(AuthenticationError) {
        let request = CanonicalRequest(
            head: head, signedHeaders: presented.signedHeaders, isS3: presented.scope.isS3)
        let payloadLine = try presented.payload.signedText(payload)
        var (canonical, first): ([UInt8], [UInt8]) = ([], [])
        canonical.reserveCapacity(1024)
        for omitted in presented.omittedParameters {
            for spelling in CanonicalRequest.Spelling.allCases {
                canonical.removeAll(keepingCapacity: true)
                try request.append(to: &canonical, spelling: spelling, payload: payloadLine, omitting: omitted)
                if canonical == first { continue }
                let text = CanonicalRequest.stringToSign(
                    canonical, timestamp: presented.timestampText, scope: presented.scope)
                if key.isValid(presented.signature, of: text) { return }
                if first.isEmpty { first = canonical }
            }
        }
        throw .signatureDoesNotMatch(SignatureCalculation(first, presented))
    }
}

extension PresentedSignature {
    /// The sets of query parameters that the signature may leave out, likeliest first.
    ///
    /// A presigned URL never covers its own signature. Some SDKs append the session token after signing; that loses
    /// nothing, because the token alone decides which secret the signature is held against.
    fileprivate var omittedParameters: [[StaticString]] {
        switch form {
        case .header, .form: [[]]
        case .query where sessionToken == nil: [["X-Amz-Signature"]]
        case .query: [["X-Amz-Signature"], ["X-Amz-Signature", "X-Amz-Security-Token"]]
        }
    }

    /// S3 demands `x-amz-content-sha256`. Asked here and not on parsing, so that whoever names S3 to another service
    /// is told of that.
    fileprivate func requireContentHash() throws(AuthenticationError) {
        if scope.isS3, payload == .undeclared { throw .contentHashMissing }
    }

    fileprivate func requireCurrent(at now: Timestamp, skew: TimeSpan) throws(AuthenticationError) {
        guard timestamp <= now + skew else {
            throw .signatureNotYetCurrent(signed: timestamp, now: now, skew: skew)
        }
        switch form {
        case .header:
            guard timestamp >= now - skew else { throw .signatureExpired(signed: timestamp, now: now, skew: skew) }
        case .query(let lifetime):
            guard now <= timestamp + lifetime else { throw .requestExpired }
        // The policy says how long it is good for.
        case .form: break
        }
    }
}

extension PayloadDeclaration {
    /// The last line of the canonical request.
    fileprivate func signedText(_ evidence: PayloadEvidence) throws(AuthenticationError) -> [UInt8] {
        switch (self, evidence) {
        case (.sha256(let digest), _): Hex.encodedBytes(digest)
        case (.unsigned, _): Array(Self.unsignedLiteral.utf8)
        case (.streaming(let kind), _): Array(kind.rawValue.utf8)
        case (.undeclared, .body(let body)): Hex.encodedBytes(Array(SHA256.hash(data: body)))
        case (.undeclared, .sha256(let digest)): Hex.encodedBytes(digest)
        case (.undeclared, .deferred): throw .contentHashMissing
        }
    }

    fileprivate func requireMatch(_ evidence: PayloadEvidence) throws(AuthenticationError) {
        guard case .sha256(let declared) = self else { return }
        let isMatch =
            switch evidence {
            case .body(let body): SHA256.hash(data: body) == declared
            case .sha256(let digest): digest == declared
            case .deferred: true
            }
        guard isMatch else { throw .contentHashMismatch }
    }
}

extension SignatureCalculation {
    private static let tokenLine = "x-amz-security-token:"

    /// Nil for presigned URLs, where AWS tells no calculation. The session token is masked: an error may be logged.
    fileprivate init?(_ canonicalRequest: [UInt8], _ presented: PresentedSignature) {
        guard presented.form == .header else { return nil }
        let text = CanonicalRequest.stringToSign(
            canonicalRequest, timestamp: presented.timestampText, scope: presented.scope)
        stringToSign = String(decoding: text, as: UTF8.self)
        self.canonicalRequest = String(decoding: canonicalRequest, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.utf8.starts(with: Self.tokenLine.utf8) ? Self.tokenLine + "****" : String($0) }
            .joined(separator: "\n")
    }
}
