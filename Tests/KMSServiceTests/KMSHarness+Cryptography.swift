import Essentials
import KMSModel
import ServiceKit

@testable import KMSService

extension KMSHarness {
    func encrypt(
        _ plaintext: [UInt8], under key: String, _ algorithm: EncryptionAlgorithmSpec? = nil,
        context: [String: String]? = nil
    ) async throws -> EncryptResponse {
        try await call(
            KMSOperations.encrypt,
            EncryptRequest(
                keyId: key, plaintext: plaintext, encryptionContext: context, encryptionAlgorithm: algorithm))
    }

    func decrypt(_ ciphertext: [UInt8]?, context: [String: String]? = nil) async throws -> [UInt8]? {
        try await call(
            KMSOperations.decrypt, DecryptRequest(ciphertextBlob: ciphertext, encryptionContext: context)
        ).plaintext
    }

    /// Schedules the key's deletion and lets the waiting period pass.
    func deleteAtOnce(_ key: String) async throws {
        _ = try await call(
            KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: key, pendingWindowInDays: 7))
        time.advance(by: .days(8))
        try await runChores()
    }
}
