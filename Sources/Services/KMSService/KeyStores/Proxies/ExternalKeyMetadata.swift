import AWSProtocols
import KMSModel

/// What a proxy tells of an external key.
struct ExternalKeyMetadata: Hashable, Sendable {
    let spec: String
    let usages: [String]
    /// `ENABLED` or `DISABLED`.
    let status: String

    /// Throws XksKeyInvalidConfigurationException unless a KMS key can be made of it.
    /// Source: AWS KMS developer guide, "Troubleshooting external key stores", "External key requirements not met".
    func requireFit() throws(AWSError) {
        guard spec == "AES_256" else {
            throw Self.unfit(
                "The key spec of the external key must be AES_256. The key spec of specified external key is \(spec).")
        }
        guard status == "ENABLED" else {
            throw Self.unfit(
                "The status of the external key must be ENABLED. The status of specified external key is \(status).")
        }
        guard usages.contains("ENCRYPT"), usages.contains("DECRYPT") else {
            throw Self.unfit(
                "The key usage of the external key must include ENCRYPT and DECRYPT. The key use of specified external "
                    + "key is \(usages.joined(separator: ", ")).")
        }
    }

    private static func unfit(_ message: String) -> AWSError { AWSError(.xksKeyInvalidConfigurationException, message) }
}
