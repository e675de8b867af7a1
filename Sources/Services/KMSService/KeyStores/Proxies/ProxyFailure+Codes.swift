import AWSProtocols
import KMSModel
import ServiceKit

/// What one failure is called by the operations that meet it.
/// Source: AWS KMS External Key Store Proxy API specification, "Error codes"; AWS KMS developer guide, "Troubleshooting
/// external key stores", which is the later one where they differ.
extension ProxyFailure {
    /// Of CreateCustomKeyStore and UpdateCustomKeyStore.
    var storeError: AWSError {
        switch self {
        case .authenticationFailed:
            AWSError(.xksProxyIncorrectAuthenticationCredentialException, message)
        case .invalidURIPath, .untrusted: AWSError(.xksProxyInvalidConfigurationException, message)
        case .invalidState, .unreachable, .timedOut, .dependencyTimeout, .throttling, .unhealthy:
            AWSError(.xksProxyUriUnreachableException, message)
        case .noService: AWSError(.xksProxyVpcEndpointServiceNotFoundException, message)
        default: AWSError(.xksProxyInvalidResponseException, message)
        }
    }

    /// Of CreateKey.
    var newKeyError: AWSError {
        switch self {
        case .keyNotFound: AWSError(.xksKeyNotFoundException, message)
        case .invalidState, .invalidKeyUsage: AWSError(.xksKeyInvalidConfigurationException, message)
        case .unsupportedOperation: AWSError(.unsupportedOperationException, message)
        default: AWSError(.customKeyStoreInvalidStateException, message)
        }
    }

    /// Of cryptographic operations.
    var cryptographicError: AWSError { AWSError(.kmsInvalidStateException, message) }

    /// What DescribeCustomKeyStores tells of a connection that failed.
    var connectionError: ConnectionErrorCodeType {
        switch self {
        case .authenticationFailed: .invalidCredentials
        case .accessDenied: .xksProxyAccessDenied
        case .invalidURIPath: .xksProxyInvalidConfiguration
        case .untrusted: .xksProxyInvalidTlsConfiguration
        case .unreachable, .unhealthy, .invalidState, .throttling: .xksProxyNotReachable
        case .timedOut, .dependencyTimeout: .xksProxyTimedOut
        case .noService: .xksVpcEndpointServiceNotFound
        default: .xksProxyInvalidResponse
        }
    }
}

extension ProxyError {
    /// The error for the caller, with this one for the log.
    func told(as error: KeyPath<ProxyFailure, AWSError>) -> CausedError {
        CausedError(failure[keyPath: error], cause: self)
    }
}
