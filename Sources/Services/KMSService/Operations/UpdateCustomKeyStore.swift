import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

extension KMS {
    func updateCustomKeyStore(
        _ input: UpdateCustomKeyStoreRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> Change<UpdateCustomKeyStoreResponse> {
        try input.requireChange()
        let proxies = input.changesProxy ? try await changedProxy(input, in: scope) : nil
        return change(keyStore: input.customKeyStoreId, in: scope) { record, transaction in
            if let name = input.newCustomKeyStoreName, name != record.name {
                try transaction.requireFree(name: name, in: .region(record.account, record.region))
                record.name = name
            }
            if input.changesCluster { try changeCluster(of: &record, input, transaction, random: scope.random) }
            if let proxies {
                // What was asked for was tried with the rest of the settings as they were then.
                guard record.proxy == proxies.old else { throw AWSError.internalFailure }
                record.proxy = proxies.new
                try record.requireState(forChangeFrom: proxies.old)
                try transaction.requireFreeProxy(of: record)
            }
            return UpdateCustomKeyStoreResponse()
        }
    }

    private func changeCluster(
        of record: inout KeyStoreRecord, _ input: UpdateCustomKeyStoreRequest, _ transaction: any WriteTransaction,
        random: any RandomSource
    ) throws {
        guard var cluster = record.cluster else { throw record.refusesParameters }
        guard record.connection == .disconnected else { throw AWSError.keyStoreState(record, "DISCONNECTED") }
        if let id = input.cloudHsmClusterId { try relate(&cluster, to: id, transaction) }
        if let password = input.keyStorePassword {
            cluster.sealedPassword = try TokenLogin.seal(password, of: record.key, by: rootKey, random: random)
        }
        record.cluster = cluster
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

    fileprivate var changesProxy: Bool { xksProxyConnectivity != nil || !proxyChange.isEmpty }

    fileprivate func requireChange() throws(AWSError) {
        guard newCustomKeyStoreName != nil || changesCluster || changesProxy else {
            throw .validation("At least one property of the custom key store must be specified.")
        }
    }
}

extension KeyStoreRecord {
    /// For parameters of a store of the other type.
    var refusesParameters: AWSError {
        .validation("The parameters do not belong to a key store of type \(type.rawValue).")
    }
}
