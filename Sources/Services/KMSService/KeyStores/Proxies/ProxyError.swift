/// Why an external key store proxy did not do what it was asked.
struct ProxyError: Error, Hashable, CustomStringConvertible {
    let failure: ProxyFailure
    /// For the log, never for the caller.
    let detail: String

    init(_ failure: ProxyFailure, _ detail: String) {
        self.failure = failure
        self.detail = detail
    }

    var description: String { "external key store proxy: \(failure), \(detail)" }
}

/// The sorts of failure that AWS tells apart.
/// Source: AWS KMS External Key Store Proxy API specification, "Error codes".
enum ProxyFailure: String, Hashable, Sendable {
    case validation = "ValidationException"
    case invalidState = "InvalidStateException"
    case invalidCiphertext = "InvalidCiphertextException"
    case invalidKeyUsage = "InvalidKeyUsageException"
    case authenticationFailed = "AuthenticationFailedException"
    case accessDenied = "AccessDeniedException"
    case keyNotFound = "KeyNotFoundException"
    case invalidURIPath = "InvalidUriPathException"
    case throttling = "ThrottlingException"
    case unsupportedOperation = "UnsupportedOperationException"
    case dependencyTimeout = "DependencyTimeoutException"
    case internalFailure = "InternalException"

    // What no proxy says of itself.
    case unreachable
    case untrusted
    case timedOut
    /// An answer that is not of the specification.
    case malformedAnswer
    /// No external key manager is available.
    case unhealthy
    /// What the proxy has decrypted is not what was encrypted here.
    case wrongPlaintext
    /// No VPC endpoint service leads to the proxy.
    case noService
}
