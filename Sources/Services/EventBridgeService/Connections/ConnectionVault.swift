import Essentials
import KeyEngine
import Store

/// Seals the secrets of connections under the root key, each bound to its connection.
struct ConnectionVault: Sendable {
    private let rootKey: RootKey

    init(rootKey: RootKey) { self.rootKey = rootKey }

    /// In base 64.
    func seal(
        _ secrets: ConnectionSecrets, of connection: RecordKey, random: any RandomSource
    ) throws(KeyEngineError) -> String {
        Base64.encode(
            try rootKey.seal(SecretBytes(secrets.bytes), purpose: Self.purpose(connection), random: random))
    }

    /// Nil where the connection has none. Throws `invalidSealedData` where they were altered or moved here.
    func open(_ connection: ConnectionRecord) throws(KeyEngineError) -> ConnectionSecrets? {
        guard let text = connection.sealedSecrets else { return nil }
        guard let sealed = Base64.decode(text) else { throw .invalidSealedData }
        let opened = try rootKey.open(sealed, purpose: Self.purpose(connection.key))
        guard let secrets = ConnectionSecrets(opened.copyBytes()) else { throw .invalidSealedData }
        return secrets
    }

    static func purpose(_ connection: RecordKey) -> [UInt8] {
        Array("\(ConnectionRecord.kind)/\(connection)/secrets".utf8)
    }
}
