import AWSProtocols
import KMSModel
import ServiceKit

extension KMS {
    func generateRandom(
        _ input: GenerateRandomRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) throws -> GenerateRandomResponse {
        // There are no custom key stores here, so that none that a request names exists.
        if let store = input.customKeyStoreId {
            throw AWSError(.customKeyStoreNotFoundException, "Custom key store with ID \(store) does not exist.")
        }
        guard let count = input.numberOfBytes else { throw AWSError.validation("NumberOfBytes is required.") }
        try requireNoRecipient(input.recipient)
        return GenerateRandomResponse(plaintext: scope.random.bytes(count))
    }
}
