import AWSProtocols
import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    func generateRandom(
        _ input: GenerateRandomRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> GenerateRandomResponse {
        guard let count = input.numberOfBytes else { throw AWSError.validation("NumberOfBytes is required.") }
        try requireNoRecipient(input.recipient)
        guard let id = input.customKeyStoreId else {
            return GenerateRandomResponse(plaintext: scope.random.bytes(count))
        }
        let record = try connectedKeyStore(id, in: scope)
        guard record.type == .awsCloudhsm else {
            throw AWSError(
                .unsupportedOperationException, "GenerateRandom is not supported in an external key store.")
        }
        do {
            let drawn = try await keyStores.withToken(of: record) { try await $0.random(count) }
            return GenerateRandomResponse(plaintext: drawn.copyBytes())
        } catch is TokenError {
            throw AWSError(.dependencyTimeoutException, "The AWS CloudHSM cluster did not complete the request.")
        }
    }

    /// Throws CustomKeyStoreNotFoundException, or CustomKeyStoreInvalidStateException unless it is connected.
    func connectedKeyStore(_ id: String, in scope: RequestScope) throws -> KeyStoreRecord {
        let record = try keyStores.record(KeyStoreRecord.key(scope.account, scope.region, id))
        guard record.isConnected else { throw AWSError.keyStoreState(record, "CONNECTED") }
        return record
    }
}
