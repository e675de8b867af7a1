import KMSModel
import ServiceKit

/// Everything that the service implements. What is not here answers that it is not implemented.
extension KMS {
    public var operations: [Operation] { keyOperations + cryptographicOperations }
}
