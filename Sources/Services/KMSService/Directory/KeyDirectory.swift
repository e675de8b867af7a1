import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store

/// Finds keys by any of their names. Answers from memory; a commit is in force at the next look.
final class KeyDirectory: Sendable {
    /// A `KeyId` parameter as a caller of one account and region means it.
    private struct Name: Hashable {
        let text: String
        let forms: KeyIdentifier.Forms
        let account: AccountID
        let region: Region
    }

    /// A key, and the alias that it was named by.
    struct Entry {
        let key: LoadedKey
        let alias: String?
    }

    /// Why a name leads to no key, and the ARN of what is not there.
    struct Missing: Error {
        let error: AWSError
        let arn: String
        let account: AccountID
    }

    private let store: any Store
    private let vault: MaterialVault
    private let keyStores: KeyStores
    private let keys: InvalidatingCache<RecordKey, LoadedKey>
    private let aliasNames: InvalidatingCache<RecordKey, [String]>
    private let named: InvalidatingCache<Name, Entry>
    private let observation: StoreObservation

    init(store: any Store, vault: MaterialVault, keyStores: KeyStores, capacity: Int = 20_000) {
        let keys = InvalidatingCache<RecordKey, LoadedKey>(capacity: capacity)
        let aliasNames = InvalidatingCache<RecordKey, [String]>(capacity: capacity)
        let named = InvalidatingCache<Name, Entry>(capacity: capacity)
        self.store = store
        self.vault = vault
        self.keyStores = keyStores
        (self.keys, self.aliasNames, self.named) = (keys, aliasNames, named)
        observation = store.observe { changes in
            let changed = changes.changedKeys
            let hasNewAliases = changes.isReset || changes.records[AliasRecord.kind] != nil
            guard changes.isReset || hasNewAliases || !changed.isEmpty else { return }
            if changes.isReset { keys.invalidateAll() }
            for key in changed { keys.invalidate(key) }
            if hasNewAliases { aliasNames.invalidateAll() }
            // Last: entries are made of what the other caches hold.
            named.invalidateAll()
        }
    }

    /// The key that `text` names for a caller. Throws `Missing`, or AWS's error for what cannot be a name here.
    func find(_ text: String, forms: KeyIdentifier.Forms, in scope: RequestScope) throws -> Entry {
        // To the cache's `String` the Kelvin sign is a K; to the store, and to AWS, it is part of no name.
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { throw KeyIdentifier.invalid(text) }
        let name = Name(text: text, forms: forms, account: scope.account, region: scope.region)
        return try named.value(for: name) { try resolve(try KeyIdentifier(text, forms: forms), in: scope) }
    }

    private func resolve(_ identifier: KeyIdentifier, in scope: RequestScope) throws -> Entry {
        switch identifier {
        case .keyID(let id): return try entry(scope.account, scope.region, id)
        case .aliasName(let name): return try entry(scope.account, scope.region, alias: name)
        case .keyARN(let account, let region, let id):
            try requireHere(region, scope)
            return try entry(account, region, id)
        case .aliasARN(let account, let region, let name):
            try requireHere(region, scope)
            return try entry(account, region, alias: name)
        }
    }

    /// A region answers for its own keys only; AWS's text names the region.
    private func requireHere(_ region: Region, _ scope: RequestScope) throws(AWSError) {
        guard region == scope.region else { throw AWSError(.notFoundException, "Invalid arn \(region)") }
    }

    private func entry(_ account: AccountID, _ region: Region, _ id: String) throws -> Entry {
        if let key = try key(KeyRecord.key(account, region, id)) { return Entry(key: key, alias: nil) }
        let arn = ARN.kmsKey(account, region, id).description
        throw Missing(error: AWSError(.notFoundException, "Key '\(arn)' does not exist"), arn: arn, account: account)
    }

    private func entry(_ account: AccountID, _ region: Region, alias name: String) throws -> Entry {
        if let alias = try store.get(AliasRecord.self, AliasRecord.key(account, region, name))?.record,
            let key = try key(KeyRecord.key(account, region, alias.targetKeyID))
        {
            return Entry(key: key, alias: name)
        }
        let arn = ARN.kmsAlias(account, region, name).description
        throw Missing(error: AWSError(.notFoundException, "Alias \(arn) is not found."), arn: arn, account: account)
    }

    /// The key under a record key, such as a ciphertext names; nil when there is none.
    func key(_ key: RecordKey) throws -> LoadedKey? {
        if let loaded = keys.cached(key) { return loaded }
        do {
            return try keys.value(for: key) { try load(key) }
        } catch is NoSuchRecord {
            return nil
        }
    }

    /// Absent keys are not cached: names that lead nowhere would push out those that lead somewhere.
    private struct NoSuchRecord: Error {}

    private func load(_ key: RecordKey) throws -> LoadedKey {
        guard let record = try store.get(KeyRecord.self, key)?.record else { throw NoSuchRecord() }
        let materials = OpenedMaterials(of: record, vault: vault)
        return LoadedKey(
            record, policy: try KeyPolicy.attached(to: record), materials: materials,
            grants: KeyGrants(of: key, in: store), held: try HeldKey(record, materials, in: keyStores))
    }

    /// The names of the key's aliases, for `kms:ResourceAliases`.
    func aliasNames(of key: RecordKey) throws -> [String] {
        try aliasNames.value(for: key) {
            try store.readNow { transaction in
                try transaction.all(
                    AliasRecord.self, in: .region(key.account, key.region),
                    where: .equals(AliasRecord.target, .string(key.id))
                ).map(\.name)
            }
        }
    }
}

extension CommittedChanges {
    /// The keys whose record or grants a commit changed.
    fileprivate var changedKeys: Set<RecordKey> {
        let grants = records[GrantRecord.kind] ?? []
        return (records[KeyRecord.kind] ?? []).union(grants.map(GrantRecord.keyOwning))
    }
}
