import KeyEngine
import PKCS11

/// The hardware security modules of the settings, as `--hsm-cluster` names them.
func hardwareClusters(_ settings: ServerSettings) throws(HardwareClusterError) -> PKCS11Directory {
    var clusters: [String: PKCS11Cluster] = [:]
    for cluster in settings.hsmClusters {
        clusters[cluster.id] = PKCS11Cluster(
            modulePath: cluster.modulePath, tokenLabel: cluster.tokenLabel, serialNumber: cluster.serialNumber,
            trustAnchor: try cluster.trustAnchorPath.map(trustAnchor))
    }
    return PKCS11Directory(clusters)
}

private func trustAnchor(at path: String) throws(HardwareClusterError) -> String {
    guard let text = BoundedFile.text(path, maximumBytes: 64 * 1024) else { throw .unreadableTrustAnchor(path) }
    return text
}

enum HardwareClusterError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadableTrustAnchor(String)

    var description: String {
        switch self {
        case .unreadableTrustAnchor(let path): "the trust anchor \(path) of an HSM cluster cannot be read"
        }
    }
}
