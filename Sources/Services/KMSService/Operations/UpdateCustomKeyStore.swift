import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

extension KMS {
    func updateCustomKeyStore(
        _ input: UpdateCustomKeyStoreRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) throws -> Change<UpdateCustomKeyStoreResponse> {
        try input.requireChange()
        return change(keyStore: input.customKeyStoreId, in: scope) { record, transaction in
            if let name = input.newCustomKeyStoreName, name != record.name {
                try transaction.requireFree(name: name, in: .region(record.account, record.region))
                record.name = name
            }
            guard input.changesCluster || input.changesProxy else { return UpdateCustomKeyStoreResponse() }
            guard var cluster = record.cluster, !input.changesProxy else {
                throw AWSError.validation(
                    "The parameters do not belong to a key store of type \(record.type.rawValue).")
            }
            guard record.connection == .disconnected else { throw AWSError.keyStoreState(record, "DISCONNECTED") }
            if let id = input.cloudHsmClusterId { try relate(&cluster, to: id, transaction) }
            if let password = input.keyStorePassword {
                cluster.sealedPassword = try TokenLogin.seal(
                    password, of: record.key, by: rootKey, random: scope.random)
            }
            record.cluster = cluster
            return UpdateCustomKeyStoreResponse()
        }
    }

    /// The keys of a store are in its cluster: only one that shares them, and so the certificate, can take its place.
    private func relate(_ link: inout ClusterLink, to id: String, _ transaction: any WriteTransaction) throws {
        guard id != link.id else { return }
        let new = try cluster(id)
        guard let anchor = TrustAnchor(pem: link.trustAnchor), new.isVouchedFor(by: anchor) else {
            throw AWSError(
                .cloudHsmClusterNotRelatedException,
                "The AWS CloudHSM cluster \(id) does not share the certificate of the cluster \(link.id).")
        }
        try transaction.requireFree(cluster: id)
        link.id = id
    }

    /// A change of one key store's record.
    func change<Output: Sendable>(
        keyStore id: String, in scope: RequestScope,
        _ body: @escaping @Sendable (inout KeyStoreRecord, any WriteTransaction) throws -> Output
    ) -> Change<Output> {
        let key = KeyStoreRecord.key(scope.account, scope.region, id)
        return Change { transaction in
            guard let current = try transaction.get(KeyStoreRecord.self, key) else { throw AWSError.noKeyStore(id) }
            var record = current.record
            let output = try body(&record, transaction)
            if record != current.record { try transaction.update(record, expecting: current.version) }
            return output
        }
    }
}

extension UpdateCustomKeyStoreRequest {
    fileprivate var changesCluster: Bool { cloudHsmClusterId != nil || keyStorePassword != nil }

    fileprivate var changesProxy: Bool {
        xksProxyUriEndpoint != nil || xksProxyUriPath != nil || xksProxyVpcEndpointServiceName != nil
            || xksProxyVpcEndpointServiceOwner != nil || xksProxyAuthenticationCredential != nil
            || xksProxyConnectivity != nil
    }

    fileprivate func requireChange() throws(AWSError) {
        guard newCustomKeyStoreName != nil || changesCluster || changesProxy else {
            throw .validation("At least one property of the custom key store must be specified.")
        }
    }
}
