extension ProxyFailure {
    /// What a caller is told, whichever exception carries it.
    ///
    /// Source: AWS KMS developer guide, "Troubleshooting external key stores"; for what that leaves out, the proxy API
    /// specification, "Error codes".
    var message: String {
        switch self {
        case .validation, .malformedAnswer:
            "AWS KMS cannot interpret the response from the external key store proxy. If you see this error "
                + "repeatedly, report it to your external key store proxy administrator."
        case .unreachable:
            "AWS KMS cannot communicate with the external key store proxy. This might be a transient network issue. "
                + "If you see this error repeatedly, verify that your external key store proxy is active and is "
                + "connected to the network, and that its endpoint URI is correct in your external key store."
        case .untrusted:
            "AWS KMS cannot establish a TLS connection to the external key store proxy. Verify the TLS configuration, "
                + "including its certificate."
        case .timedOut:
            "AWS KMS rejected the request because the external key store proxy did not respond in time. Retry the "
                + "request. If you see this error repeatedly, report it to your external key store proxy "
                + "administrator."
        case .dependencyTimeout:
            "The external key store proxy did not respond to the request in the time allotted. Retry the request. If "
                + "you see this error repeatedly, report it to your external key store proxy administrator."
        case .unhealthy:
            "The external key store proxy is in an unhealthy state. If you see this message repeatedly, notify your "
                + "external key store proxy administrator."
        case .accessDenied:
            "The external key store proxy denied access to the operation. Verify that the user and the external key "
                + "are both authorized for this operation, and try the request again."
        case .wrongPlaintext:
            "The ciphertext that the external key store proxy submitted for decryption, or the encryption context, is "
                + "corrupted, missing, or otherwise invalid."
        case .noService:
            "AWS KMS could not find the VPC endpoint service of the external key store."
        default: "The external key store proxy rejected the request " + refusal
        }
    }

    private var refusal: String {
        switch self {
        case .invalidState: "because the external key is not enabled in the external key manager."
        case .invalidKeyUsage: "because the external key does not support the requested operation."
        case .keyNotFound: "because it could not find the external key."
        case .invalidCiphertext:
            "because the specified ciphertext or additional authenticated data is corrupted, missing, or otherwise "
                + "invalid."
        case .authenticationFailed:
            "because it could not authenticate AWS KMS. Verify the credentials for your external key store and update "
                + "if necessary."
        case .invalidURIPath:
            "because of an invalid URI path. Verify the URI path for your external key store and update if necessary."
        case .throttling:
            "due to a very high request rate. Reduce the frequency of your calls using KMS keys in this external key "
                + "store."
        case .internalFailure:
            "because it cannot communicate with the external key manager. Verify that the external key store proxy "
                + "configuration is correct and that the external key manager is available."
        default: "because it does not support the requested cryptographic operation."
        }
    }
}
