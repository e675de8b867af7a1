import Essentials
import KMSModel
import Store

/// The external key store proxy behind a key store.
/// Source: AWS KMS API reference, XksProxyConfigurationType.
struct ProxyLink: Codable, Hashable, Sendable {
    /// `https://` and a DNS name, as it was given.
    var endpoint: String
    /// Ends in `/kms/xks/v1`.
    var path: String
    /// Nil of a public endpoint.
    var service: EndpointService?
    var credential: ProxyCredential

    /// The Amazon VPC endpoint service that leads to the proxy.
    struct EndpointService: Codable, Hashable, Sendable {
        var name: String
        /// The account that owns it.
        var owner: String
    }
}

extension ProxyLink {
    private static let scheme = "https://"

    /// The proxy's DNS name in lower case.
    var host: String { endpoint.dropFirst(Self.scheme.count).lowercased() }

    /// What no two stores of an account and region share.
    var uri: String { host + path }

    var connectivity: XksProxyConnectivityType { service == nil ? .publicEndpoint : .vpcEndpointService }

    /// Whether only a store that is not connected may be changed from the one to the other.
    /// Source: AWS KMS developer guide, "Edit external key store properties".
    func leadsElsewhere(than other: ProxyLink) -> Bool { endpoint != other.endpoint || service != other.service }
}

extension KeyStoreRecord {
    static let ofURI: IndexField = "proxyURI"
    static let ofEndpoint: IndexField = "proxyEndpoint"
    static let ofService: IndexField = "proxyService"
}

extension ProxyLink {
    /// The endpoint with its region: some stores do not share it, whatever account they belong to.
    func endpoint(in region: Region) -> String { "\(region)/\(host)" }

    func indexes(in region: Region) -> [IndexEntry] {
        var entries = [
            IndexEntry(KeyStoreRecord.ofURI, uri), IndexEntry(KeyStoreRecord.ofEndpoint, endpoint(in: region)),
        ]
        if let service { entries.append(IndexEntry(KeyStoreRecord.ofService, service.name)) }
        return entries
    }
}

extension XksProxyConfigurationType {
    init(of link: ProxyLink) {
        self.init(
            connectivity: link.connectivity, accessKeyId: link.credential.accessKeyID, uriEndpoint: link.endpoint,
            uriPath: link.path, vpcEndpointServiceName: link.service?.name, vpcEndpointServiceOwner: link.service?.owner
        )
    }
}
