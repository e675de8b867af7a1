import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

/// The custom key stores, and the way to what is behind them.
final class KeyStores: Sendable {
    private let store: any Store
    private let records: InvalidatingCache<RecordKey, KeyStoreRecord?>
    private let sessions: TokenSessions
    private let outbound: any OutboundHTTP
    private let proxyTimeout: Duration
    private let rootKey: RootKey
    private let observation: StoreObservation

    init(
        store: any Store, tokens: any TokenDirectory, outbound: any OutboundHTTP, proxyTimeout: Duration,
        rootKey: RootKey
    ) {
        let records = InvalidatingCache<RecordKey, KeyStoreRecord?>(capacity: 1000)
        let sessions = TokenSessions(tokens: tokens, rootKey: rootKey)
        (self.store, self.records, self.sessions) = (store, records, sessions)
        (self.outbound, self.proxyTimeout, self.rootKey) = (outbound, proxyTimeout, rootKey)
        observation = store.observe { changes in
            if changes.isReset {
                records.invalidateAll()
                Task { await sessions.endAll() }
            }
            for key in changes.records[KeyStoreRecord.kind] ?? [] {
                records.invalidate(key)
                // What is there by then counts: a session that is in use for the present settings stays.
                Task {
                    let record = try? store.get(KeyStoreRecord.self, key)?.record
                    await sessions.end(key, unless: record.flatMap { $0.isConnected ? TokenLogin($0) : nil })
                }
            }
        }
    }

    /// Throws CustomKeyStoreNotFoundException.
    func record(_ key: RecordKey) throws -> KeyStoreRecord {
        let found = try records.value(for: key) { try store.get(KeyStoreRecord.self, key)?.record }
        guard let found else { throw AWSError.noKeyStore(key.id) }
        return found
    }

    /// Logs in anew, whatever came of it before.
    func connect(_ record: KeyStoreRecord) async throws(TokenError) {
        guard let login = TokenLogin(record) else { return }
        _ = try await sessions.begin(login)
    }

    /// Does something with the token of a connected store. Where the token no longer answers, logs in again and tries
    /// once more: it may have been away for a while.
    func withToken<Result: Sendable>(
        of record: KeyStoreRecord, isRepeatable: Bool = true,
        _ body: @Sendable (any TokenSession) async throws -> Result
    ) async throws -> Result {
        guard let login = TokenLogin(record) else { throw AWSError.internalFailure }
        do {
            return try await body(try await sessions.session(login))
        } catch TokenError.unreachable where isRepeatable {
            return try await body(try await sessions.begin(login))
        }
    }
}

extension KeyStores {
    /// The proxy of an external key store, whether it is connected or not. Throws what is ours to mend for a store of
    /// another type.
    func proxy(of record: KeyStoreRecord) throws(AWSError) -> ExternalProxy {
        let proxy = ExternalProxy(of: record, rootKey: rootKey, outbound: outbound, timeout: proxyTimeout)
        guard let proxy else { throw .internalFailure }
        return proxy
    }

    /// Destroys what a custom key store holds of a key that is gone. A best effort, as on AWS: where the store is not
    /// connected or the token is away, the material stays there until its owner deletes it.
    func destroyMaterial(of key: KeyRecord) async {
        guard let id = key.customKeyStoreID,
            let record = try? record(KeyStoreRecord.key(key.account, key.region, id)), record.isConnected
        else { return }
        try? await withToken(of: record) { try await $0.destroyKey(label: key.id) }
    }
}
