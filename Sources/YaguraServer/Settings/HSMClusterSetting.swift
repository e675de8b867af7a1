/// One cluster of `hsm-cluster`: `ID=MODULE,token=LABEL[,serial=NUMBER][,trust-anchor=FILE]`. Several are set apart by
/// `;`.
public struct HSMClusterSetting: Sendable, Hashable {
    /// As custom key stores name it: `cluster-` and 11 to 16 letters or digits from 2 to 7.
    public var id: String
    /// The shared library of the PKCS#11 module.
    public var modulePath: String
    public var tokenLabel: String
    public var serialNumber: String?
    /// The PEM file of the certificate that a custom key store must name.
    public var trustAnchorPath: String?

    static let form = "ID=MODULE,token=LABEL[,serial=NUMBER][,trust-anchor=FILE], several set apart by ';'"

    /// Nil where anything is malformed, or two clusters have one id.
    static func list(_ text: String) -> [HSMClusterSetting]? {
        var clusters: [HSMClusterSetting] = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            guard let cluster = HSMClusterSetting(part), !clusters.contains(where: { $0.id == cluster.id }) else {
                return nil
            }
            clusters.append(cluster)
        }
        return clusters
    }

    init?(_ text: Substring) {
        var values: [Substring: String] = [:]
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        for part in parts.dropFirst() {
            guard let (name, value) = Self.pair(part), ["token", "serial", "trust-anchor"].contains(name),
                values.updateValue(value, forKey: name) == nil
            else { return nil }
        }
        guard let (id, modulePath) = parts.first.flatMap(Self.pair), Self.isClusterID(id),
            let tokenLabel = values["token"]
        else { return nil }
        self.id = String(id)
        self.modulePath = modulePath
        self.tokenLabel = tokenLabel
        serialNumber = values["serial"]
        trustAnchorPath = values["trust-anchor"]
    }

    private static func pair(_ text: Substring) -> (name: Substring, value: String)? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let value = text[text.index(after: equals)...]
        return value.isEmpty ? nil : (text[..<equals], String(value))
    }

    private static func isClusterID(_ id: Substring) -> Bool {
        let prefix = "cluster-"
        let digits = id.dropFirst(prefix.count)
        return id.hasPrefix(prefix) && (11...16).contains(digits.count)
            && digits.utf8.allSatisfy { byte in
                switch byte {
                case 0x32...0x37, 0x41...0x5A, 0x61...0x7A: true
                default: false
                }
            }
    }
}
