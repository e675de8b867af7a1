import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

extension KMS {
    /// How many custom key stores an account may have in a region. Source: AWS KMS developer guide, "Resource quotas".
    static let maximumKeyStores = 10

    func createCustomKeyStore(
        _ input: CreateCustomKeyStoreRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> Change<CreateCustomKeyStoreResponse> {
        var record = KeyStoreRecord(
            account: scope.account, region: scope.region, id: KeyStoreRecord.newID(scope.random),
            name: input.customKeyStoreName, type: input.customKeyStoreType ?? .awsCloudhsm, createdAt: scope.now)
        switch record.type {
        case .awsCloudhsm: record.cluster = try clusterLink(input, of: record.key, random: scope.random)
        case .externalKeyStore:
            record.proxy = try proxyLink(input, of: record.key, in: scope)
            try await requireWorking(record, for: KeyOperation("CreateCustomKeyStore", in: scope))
        }
        return Change { [record] transaction in
            let place = RecordScope.region(record.account, record.region)
            try transaction.requireFree(name: record.name, in: place)
            if let cluster = record.cluster { try transaction.requireFree(cluster: cluster.id) }
            try transaction.requireFreeProxy(of: record)
            guard try transaction.count(KeyStoreRecord.self, in: place) < Self.maximumKeyStores else {
                throw AWSError(
                    .limitExceededException,
                    "The number of custom key stores exceeds the limit of \(Self.maximumKeyStores).")
            }
            try transaction.insert(record)
            return CreateCustomKeyStoreResponse(customKeyStoreId: record.id)
        }
    }

    private func clusterLink(
        _ input: CreateCustomKeyStoreRequest, of store: RecordKey, random: any RandomSource
    ) throws -> ClusterLink {
        try input.requireNoProxy()
        guard let id = input.cloudHsmClusterId, let anchor = input.trustAnchorCertificate,
            let password = input.keyStorePassword
        else {
            throw AWSError.validation(
                "CloudHsmClusterId, TrustAnchorCertificate and KeyStorePassword are required for an AWS CloudHSM key "
                    + "store.")
        }
        let cluster = try cluster(id)
        guard let given = TrustAnchor(pem: anchor), cluster.isVouchedFor(by: given) else {
            throw AWSError(
                .incorrectTrustAnchorException,
                "The trust anchor certificate in the request is not the trust anchor certificate of the cluster.")
        }
        return ClusterLink(
            id: id, trustAnchor: anchor,
            sealedPassword: try TokenLogin.seal(password, of: store, by: rootKey, random: random))
    }

    /// Throws CloudHsmClusterNotFoundException for a cluster that nobody has configured.
    func cluster(_ id: String) throws(AWSError) -> any TokenCluster {
        guard let cluster = tokens.cluster(id) else {
            throw AWSError(.cloudHsmClusterNotFoundException, "The AWS CloudHSM cluster \(id) does not exist.")
        }
        return cluster
    }
}

extension TokenCluster {
    func isVouchedFor(by anchor: TrustAnchor) -> Bool {
        trustAnchor.map { TrustAnchor(pem: $0) == anchor } ?? true
    }
}

extension CreateCustomKeyStoreRequest {
    fileprivate func requireNoProxy() throws(AWSError) {
        guard xksProxyConnectivity == nil, proxyChange.isEmpty else {
            throw .validation(
                "The parameters of an external key store proxy are not valid for an AWS CloudHSM key store.")
        }
    }
}

extension ReadTransaction {
    /// Throws CustomKeyStoreNameInUseException.
    func requireFree(name: String, in place: RecordScope) throws {
        let isNamed = Predicate.equals(KeyStoreRecord.named, .string(name))
        guard try first(KeyStoreRecord.self, in: place, where: isNamed) == nil else {
            throw AWSError(
                .customKeyStoreNameInUseException, "A custom key store with the name \(name) exists already.")
        }
    }

    /// Throws CloudHsmClusterInUseException. A cluster has one `kmsuser`, whatever account and region asks.
    func requireFree(cluster id: String) throws {
        let isLinked = Predicate.equals(KeyStoreRecord.ofCluster, .string(id))
        guard try first(KeyStoreRecord.self, in: .everywhere, where: isLinked) == nil else {
            throw AWSError(
                .cloudHsmClusterInUseException,
                "The AWS CloudHSM cluster \(id) is associated with a custom key store already.")
        }
    }
}
