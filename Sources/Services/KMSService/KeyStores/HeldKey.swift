import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

/// A key that cannot be used without what is behind its custom key store.
struct HeldKey: Sendable {
    private enum Holder {
        case token(TokenKey)
        case proxy(ExternalKey)
    }

    let store: RecordKey
    private let stores: KeyStores
    private let holder: Holder
    private let keyARN: String
    /// What audit records tell of the key's use. Source: AWS KMS developer guide, "Decrypt" (CloudTrail log entries).
    let auditDetails: [UInt8]

    /// Nil where KMS needs nobody else.
    init?(_ record: KeyRecord, _ materials: OpenedMaterials, in stores: KeyStores) throws(KeyEngineError) {
        guard let id = record.customKeyStoreID else { return nil }
        store = KeyStoreRecord.key(record.account, record.region, id)
        self.stores = stores
        keyARN = record.arn
        var details: JSON.Object = ["customKeyStoreId": .string(id)]
        if let externalKey = record.externalKeyID { details.append("xksKeyId", .string(externalKey)) }
        auditDetails = JSON.object(details).bytes
        if let external = ExternalKey(record, materials) {
            holder = .proxy(external)
        } else {
            let arn = ARN.kmsKey(record.account, record.region, record.id)
            holder = .token(try TokenKey(label: record.id, keyARN: arn))
        }
    }

    /// The store, connected. Throws KMSInvalidStateException where it is not. Source: AWS KMS developer guide, "Key
    /// states of AWS KMS keys", [11].
    func connectedStore() throws -> KeyStoreRecord {
        let record = try stores.record(store)
        guard record.isConnected else {
            throw AWSError(.kmsInvalidStateException, record.disconnectedProxy ?? "\(keyARN) is unavailable.")
        }
        return record
    }

    func seal(
        _ plaintext: SecretBytes, context: EncryptionContext, for operation: KeyOperation
    ) async throws -> [UInt8] {
        switch holder {
        case .token(let key):
            try await withToken {
                try await key.seal(plaintext, in: $0, context: context, random: operation.scope.random)
            }
        case .proxy(let key):
            try await withProxy { try await key.seal(plaintext, by: $0, context: context, for: operation) }
        }
    }

    /// Throws `KeyEngineError.invalidCiphertext` for whatever is not exactly what `seal` made, where the material is in a
    /// token, and for a blob of another key.
    func open(
        _ blob: CiphertextBlob, context: EncryptionContext, for operation: KeyOperation
    ) async throws -> SecretBytes {
        switch holder {
        case .token(let key): try await withToken { try await key.open(blob, in: $0, context: context) }
        case .proxy(let key):
            try await withProxy { try await key.open(blob, by: $0, context: context, for: operation) }
        }
    }

    /// Throws `KeyEngineError.invalidCiphertext`, or KMSInvalidStateException for whatever is wrong with the token.
    private func withToken<Result: Sendable>(
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

    /// Throws KMSInvalidStateException for whatever the proxy does not do.
    private func withProxy<Result>(_ body: (ExternalProxy) async throws -> Result) async throws -> Result {
        do {
            return try await body(try stores.proxy(of: try connectedStore()))
        } catch let error as ProxyError {
            throw error.told(as: \.cryptographicError)
        }
    }
}
