import AWSProtocols
import KMSModel
import KeyEngine

extension AWSError {
    /// AWS tells nothing about what is wrong with a ciphertext.
    static let invalidCiphertext = AWSError(.invalidCiphertextException, nil)

    static let dryRun = AWSError(
        .dryRunOperationException, "The request would have succeeded, but the DryRun option is set.")

    /// An algorithm that the key's spec does not have.
    static func incompatible(_ algorithm: String, with spec: KeyEngine.KeySpec) -> AWSError {
        AWSError(.invalidKeyUsageException, "Algorithm \(algorithm) is incompatible with key spec \(spec.rawValue).")
    }
}
