import AWSProtocols
import KMSModel
import KeyEngine

extension KMS {
    /// An answer can be meant for an attested enclave alone. No attestation can be verified here, and the plaintext
    /// must not go to whoever asks instead, so that every recipient is refused as one whose document does not verify.
    func requireNoRecipient(_ recipient: RecipientInfo?) throws(AWSError) {
        guard let recipient else { return }
        guard let document = recipient.attestationDocument else {
            throw .validation("The attestation document is required when a recipient is specified.")
        }
        guard recipient.keyEncryptionAlgorithm != nil else {
            throw .validation("The key encryption algorithm is required when a recipient is specified.")
        }
        do {
            _ = try AttestationDocument(document)
        } catch {
            throw .validation("The attestation document in the request is malformed.")
        }
        throw .validation("The attestation document in the request could not be verified.")
    }
}
