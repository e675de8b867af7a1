import KMSModel
import ServiceKit

extension KMS {
    /// What keys are for: encrypting, signing, authenticating.
    var cryptographicOperations: [Operation] { [] }
}
