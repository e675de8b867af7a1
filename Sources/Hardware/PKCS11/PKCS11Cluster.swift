import KeyEngine

/// A token behind a PKCS#11 module, by its label.
public struct PKCS11Cluster: TokenCluster, Hashable {
    /// The path of the module's shared library.
    public var modulePath: String
    public var tokenLabel: String
    /// Tells tokens of one label apart.
    public var serialNumber: String?
    public var trustAnchor: String?

    public init(modulePath: String, tokenLabel: String, serialNumber: String? = nil, trustAnchor: String? = nil) {
        self.modulePath = modulePath
        self.tokenLabel = tokenLabel
        self.serialNumber = serialNumber
        self.trustAnchor = trustAnchor
    }

    /// Loads the module where it is not loaded yet, and logs in to the token as its user (`CKU_USER`).
    public func login(pin: SecretBytes) async throws(TokenError) -> any TokenSession {
        let name = TokenName(label: tokenLabel, serialNumber: serialNumber)
        let pool = try await SessionPool.blocking { () throws(TokenError) in
            let pool = try CryptokiModule.load(modulePath).pool(name)
            try pool.token.enter(pin: pin)
            return pool
        }
        return PKCS11Session(pool: pool)
    }
}

/// The clusters that the operator has configured, by their ids.
public struct PKCS11Directory: TokenDirectory, Hashable {
    private let clusters: [String: PKCS11Cluster]

    public init(_ clusters: [String: PKCS11Cluster]) { self.clusters = clusters }

    public func cluster(_ id: String) -> (any TokenCluster)? { clusters[id] }
}
