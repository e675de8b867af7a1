import Essentials
import KeyEngine
import Store

/// How a key store logs in to its cluster.
struct TokenLogin: Hashable, Sendable {
    let store: RecordKey
    let clusterID: String
    private let sealedPassword: String

    /// Nil where the store is not one of a cluster.
    init?(_ record: KeyStoreRecord) {
        guard let cluster = record.cluster else { return nil }
        store = record.key
        clusterID = cluster.id
        sealedPassword = cluster.sealedPassword
    }

    /// The password under the root key's seal, bound to its store, in base 64.
    static func seal(
        _ password: String, of store: RecordKey, by rootKey: RootKey, random: any RandomSource
    ) throws(KeyEngineError) -> String {
        let secret = SecretBytes(Array(password.utf8))
        return Base64.encode(try rootKey.seal(secret, purpose: purpose(store), random: random))
    }

    /// Throws `invalidSealedData` when the password was altered or moved here from another store.
    func password(openedBy rootKey: RootKey) throws(KeyEngineError) -> SecretBytes {
        guard let sealed = Base64.decode(sealedPassword) else { throw .invalidSealedData }
        return try rootKey.open(sealed, purpose: Self.purpose(store))
    }

    static func purpose(_ store: RecordKey) -> [UInt8] {
        Array("\(KeyStoreRecord.kind)/\(store)/password".utf8)
    }
}
