import Crypto

/// The key that signs one day's requests to one service in one region.
///
/// Source: IAM user guide, "Deriving a signing key for SigV4".
public struct SigningKey: Sendable {
    private let key: SymmetricKey

    public init(secret: SecretAccessKey, scope: CredentialScope) {
        var key = SymmetricKey(data: secret.prefixed)
        for part in [scope.date, scope.region, scope.service, CredentialScope.terminator] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        self.key = key
    }

    /// The signature of a string to sign, 32 bytes.
    public func signature(of stringToSign: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: stringToSign, using: key))
    }

    /// Compares in constant time.
    public func isValid(_ signature: [UInt8], of stringToSign: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: stringToSign, using: key)
    }
}
