import Essentials
import KMSModel
import Store

/// A custom key store: what is behind it, and whether it is connected to that.
/// Source: AWS KMS API reference, CustomKeyStoresListEntry.
struct KeyStoreRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "kms.keyStore"

    let account: AccountID
    let region: Region
    /// `cks-` and 17 hexadecimal digits.
    let id: String
    var name: String
    let type: CustomKeyStoreType
    let createdAt: Timestamp
    var connection = Connection.disconnected
    /// Why the connection failed.
    var connectionError: ConnectionErrorCodeType?
    /// Of a store of type AWS_CLOUDHSM.
    var cluster: ClusterLink?
    /// Of a store of type EXTERNAL_KEY_STORE.
    var proxy: ProxyLink?

    /// Connecting and disconnecting are over when their calls are answered, so that neither is ever under way.
    enum Connection: String, Codable, Sendable {
        case connected, disconnected, failed
    }

    init(
        account: AccountID, region: Region, id: String, name: String, type: CustomKeyStoreType, createdAt: Timestamp
    ) {
        self.account = account
        self.region = region
        self.id = id
        self.name = name
        self.type = type
        self.createdAt = createdAt
    }
}

/// The cluster of hardware security modules behind a key store.
struct ClusterLink: Codable, Hashable, Sendable {
    var id: String
    /// PEM, as it was given.
    let trustAnchor: String
    /// The PIN under the root key, in base 64.
    var sealedPassword: String
}

extension KeyStoreRecord {
    static let named: IndexField = "name"
    static let ofCluster: IndexField = "cluster"

    var key: RecordKey { Self.key(account, region, id) }

    static func key(_ account: AccountID, _ region: Region, _ id: String) -> RecordKey {
        RecordKey(account: account, region: region, id: id)
    }

    static func newID(_ random: any RandomSource) -> String { "cks-" + Hex.encode(random.bytes(9)).prefix(17) }

    var indexes: [IndexEntry] {
        var entries = [IndexEntry(Self.named, name)]
        if let cluster { entries.append(IndexEntry(Self.ofCluster, cluster.id)) }
        if let proxy { entries += proxy.indexes(in: region) }
        return entries
    }

    var isConnected: Bool { connection == .connected }
}

extension CustomKeyStoresListEntry {
    init(of store: KeyStoreRecord) {
        self.init(
            customKeyStoreId: store.id, customKeyStoreName: store.name, cloudHsmClusterId: store.cluster?.id,
            trustAnchorCertificate: store.cluster?.trustAnchor,
            connectionState: ConnectionStateType(store.connection), connectionErrorCode: store.connectionError,
            creationDate: store.createdAt, customKeyStoreType: store.type,
            xksProxyConfiguration: store.proxy.map(XksProxyConfigurationType.init(of:)))
    }
}

extension ConnectionStateType {
    fileprivate init(_ connection: KeyStoreRecord.Connection) {
        switch connection {
        case .connected: self = .connected
        case .disconnected: self = .disconnected
        case .failed: self = .failed
        }
    }
}
