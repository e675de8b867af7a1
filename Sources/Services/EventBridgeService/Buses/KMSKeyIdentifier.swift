import AWSProtocols
import Essentials

/// The customer managed key that something is to be encrypted under: an id, an alias, or the ARN of either.
///
/// Everything here is on a disk of the operator's own, and secrets are under the root key's seal, so that the key is
/// kept and shown but encrypts nothing.
enum KMSKeyIdentifier {
    /// Nil where the identifier is absent or empty. Throws ValidationException where it can be none.
    static func checked(_ text: String?) throws(AWSError) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard isKey(text) else {
            throw .invalid("KmsKeyIdentifier", "Provided KmsKeyIdentifier is not a valid KMS key.")
        }
        return text
    }

    private static func isKey(_ text: String) -> Bool {
        guard text.hasPrefix("arn:") else { return text.hasPrefix("alias/") || isID(text) }
        guard let arn = ARN(text), arn.service == "kms", AccountID(arn.account) != nil else { return false }
        switch arn.resourceType {
        case "key": return isID(arn.resourceName)
        case "alias": return !arn.resourceName.isEmpty
        default: return false
        }
    }

    private static func isID(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
            }
    }
}
