import Essentials
import KMSModel
import KeyEngine
import SigV4
import Store

/// What requests to an external key store proxy are signed with.
struct ProxyCredential: Codable, Hashable, Sendable {
    let accessKeyID: String
    /// The secret access key under the root key's seal, bound to its store, in base 64.
    var sealedSecret: String

    init(
        _ credential: XksProxyAuthenticationCredentialType, of store: RecordKey, sealedBy rootKey: RootKey,
        random: any RandomSource
    ) throws(KeyEngineError) {
        accessKeyID = credential.accessKeyId
        let secret = SecretBytes(Array(credential.rawSecretAccessKey.utf8))
        sealedSecret = Base64.encode(try rootKey.seal(secret, purpose: Self.purpose(store), random: random))
    }

    /// Throws `invalidSealedData` when the secret was altered or moved here from another store.
    func opened(by rootKey: RootKey, of store: RecordKey) throws(KeyEngineError) -> Credentials {
        guard let sealed = Base64.decode(sealedSecret) else { throw .invalidSealedData }
        let secret = try rootKey.open(sealed, purpose: Self.purpose(store))
        return Credentials(accessKeyID: accessKeyID, secret: SecretAccessKey(secret.copyBytes()))
    }

    static func purpose(_ store: RecordKey) -> [UInt8] {
        Array("\(KeyStoreRecord.kind)/\(store)/proxySecret".utf8)
    }
}
