import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import Store

/// A key whose material a custom key store holds.
struct HeldKey: Sendable {
    let store: RecordKey
    private let stores: KeyStores
    private let tokenKey: TokenKey
    private let keyARN: String

    /// Nil where the material is KMS's own.
    init?(_ record: KeyRecord, in stores: KeyStores) throws(KeyEngineError) {
        guard let id = record.customKeyStoreID else { return nil }
        store = KeyStoreRecord.key(record.account, record.region, id)
        self.stores = stores
        tokenKey = try TokenKey(label: record.id, keyARN: .kmsKey(record.account, record.region, record.id))
        keyARN = record.arn
    }

    /// The store, connected. Throws KMSInvalidStateException where it is not. Source: AWS KMS developer guide, "Key
    /// states of AWS KMS keys", [11].
    func connectedStore() throws -> KeyStoreRecord {
        let record = try stores.record(store)
        guard record.isConnected else { throw AWSError(.kmsInvalidStateException, "\(keyARN) is unavailable.") }
        return record
    }

    func seal(
        _ plaintext: SecretBytes, context: EncryptionContext, random: any RandomSource
    ) async throws -> [UInt8] {
        try await using { try await tokenKey.seal(plaintext, in: $0, context: context, random: random) }
    }

    /// Throws `KeyEngineError.invalidCiphertext` for whatever is not exactly what `seal` made.
    func open(_ blob: CiphertextBlob, context: EncryptionContext) async throws -> SecretBytes {
        try await using { try await tokenKey.open(blob, in: $0, context: context) }
    }

    /// Throws `KeyEngineError.invalidCiphertext`, or KMSInvalidStateException for whatever is wrong with the token.
    private func using<Result: Sendable>(
        _ body: @Sendable (any TokenSession) async throws -> Result
    ) async throws -> Result {
        do {
            return try await stores.withToken(of: try connectedStore(), body)
        } catch TokenError.invalidCiphertext {
            throw KeyEngineError.invalidCiphertext
        } catch let error as TokenError {
            throw AWSError.tokenFailure(error)
        }
    }
}
