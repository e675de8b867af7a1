import AWSProtocols
import KMSModel
import ServiceKit
import Store

extension ReadTransaction {
    /// Throws where another store has what no two stores may share.
    /// Source: AWS KMS developer guide, "Create an external key store", "Uniqueness requirements".
    func requireFreeProxy(of record: KeyStoreRecord) throws {
        guard let link = record.proxy else { return }
        try requireFreeURI(link, of: record)
        try requireFreeEndpoint(link, of: record)
        try requireFreeService(link, of: record)
    }

    /// Endpoint and path together are one store's in an account and region.
    private func requireFreeURI(_ link: ProxyLink, of record: KeyStoreRecord) throws {
        let place = RecordScope.region(record.account, record.region)
        guard try others(than: record, in: place, KeyStoreRecord.ofURI, link.uri).isEmpty else {
            throw AWSError(
                .xksProxyUriInUseException,
                "The XksProxyUriEndpoint and XksProxyUriPath are associated with another external key store in this "
                    + "AWS Region already.")
        }
    }

    /// A private DNS name is one store's in an account and region, and never a public endpoint in that region.
    private func requireFreeEndpoint(_ link: ProxyLink, of record: KeyStoreRecord) throws {
        let others = try others(
            than: record, in: .everywhere, KeyStoreRecord.ofEndpoint, link.endpoint(in: record.region))
        let isTaken = others.contains { other in
            guard other.proxy?.connectivity == link.connectivity else { return true }
            return link.service != nil && other.account == record.account
        }
        guard !isTaken else {
            throw AWSError(
                .xksProxyUriEndpointInUseException,
                "The XksProxyUriEndpoint is associated with another external key store in this AWS Region already.")
        }
    }

    /// A service is one store's in its region, which its name tells.
    private func requireFreeService(_ link: ProxyLink, of record: KeyStoreRecord) throws {
        guard let service = link.service else { return }
        guard try others(than: record, in: .everywhere, KeyStoreRecord.ofService, service.name).isEmpty else {
            throw AWSError(
                .xksProxyVpcEndpointServiceInUseException,
                "The VPC endpoint service \(service.name) is associated with another external key store in this AWS "
                    + "Region already.")
        }
    }

    private func others(
        than record: KeyStoreRecord, in place: RecordScope, _ field: IndexField, _ value: String
    ) throws -> [KeyStoreRecord] {
        try all(KeyStoreRecord.self, in: place, where: .equals(field, .string(value))).filter { $0.key != record.key }
    }

    /// Throws XksKeyAlreadyInUseException where another key of the store has the same external key.
    func requireFreeExternalKey(of key: KeyRecord) throws {
        guard let external = key.externalKey else { return }
        let isTaken = Predicate.equals(KeyRecord.ofExternalKey, .string(external))
        guard try first(KeyRecord.self, in: .region(key.account, key.region), where: isTaken) == nil else {
            throw AWSError(
                .xksKeyAlreadyInUseException,
                "The external key is associated with another KMS key in this external key store already.")
        }
    }
}
