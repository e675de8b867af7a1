import AWSProtocols
import KMSModel
import KeyEngine

extension AWSError {
    static func noKeyStore(_ id: String) -> AWSError {
        AWSError(.customKeyStoreNotFoundException, "Custom key store with ID \(id) does not exist.")
    }

    static func keyStoreState(_ store: KeyStoreRecord, _ wanted: String) -> AWSError {
        let state = store.connection.rawValue.uppercased()
        return AWSError(
            .customKeyStoreInvalidStateException,
            "The custom key store \(store.id) is \(state), and must be \(wanted) for this operation.")
    }

    /// What a cryptographic operation answers where the token does not do it.
    /// Source: AWS KMS developer guide, "Troubleshooting a custom key store".
    static func tokenFailure(_ error: TokenError) -> AWSError {
        switch error {
        case .unreachable:
            AWSError(
                .kmsInvalidStateException,
                "KMS cannot communicate with your CloudHSM cluster. This might be a transient network issue. If you "
                    + "see this error repeatedly, verify that the Network ACLs and the security group rules for the "
                    + "VPC of your AWS CloudHSM cluster are correct.")
        case .lockedPIN:
            AWSError(
                .kmsInvalidStateException,
                "KMS cannot communicate with your AWS CloudHSM cluster because the kmsuser is locked out. If you see "
                    + "this error repeatedly, disconnect the AWS CloudHSM key store and reset the kmsuser account "
                    + "password. Update the kmsuser password for the custom key store and try the request again.")
        case .incorrectPIN:
            AWSError(
                .kmsInvalidStateException,
                "KMS cannot log in to your AWS CloudHSM cluster because the kmsuser password is incorrect.")
        case .noSuchKey:
            AWSError(
                .kmsInvalidStateException,
                "The key material of the KMS key does not exist in the associated AWS CloudHSM cluster.")
        case .invalidCiphertext: .invalidCiphertext
        case .failed: AWSError(.kmsInternalException, "The AWS CloudHSM cluster could not complete the request.")
        }
    }
}

extension ConnectionErrorCodeType {
    /// What DescribeCustomKeyStores tells of a connection that failed.
    init(_ error: TokenError) {
        switch error {
        case .unreachable: self = .networkErrors
        case .incorrectPIN: self = .invalidCredentials
        case .lockedPIN: self = .userLockedOut
        case .noSuchKey, .invalidCiphertext, .failed: self = .internalError
        }
    }
}
