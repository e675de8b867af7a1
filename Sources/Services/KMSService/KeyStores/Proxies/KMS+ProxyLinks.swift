import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

extension KMS {
    /// The proxy that a new store is to have. Throws ValidationException for what is missing or does not belong.
    func proxyLink(
        _ input: CreateCustomKeyStoreRequest, of store: RecordKey, in scope: RequestScope
    ) throws -> ProxyLink {
        try input.requireNoCluster()
        let given = input.proxyChange
        guard let endpoint = given.endpoint, let path = given.path, let credential = given.credential,
            let connectivity = input.xksProxyConnectivity
        else {
            throw AWSError.validation(
                "XksProxyConnectivity, XksProxyUriEndpoint, XksProxyUriPath and XksProxyAuthenticationCredential are "
                    + "required for an external key store.")
        }
        var link = ProxyLink(
            endpoint: endpoint, path: path,
            credential: try ProxyCredential(credential, of: store, sealedBy: rootKey, random: scope.random))
        switch connectivity {
        case .publicEndpoint: try given.requireNoService()
        case .vpcEndpointService: try link.apply(given, owner: scope.account)
        }
        return link
    }

    /// Tries the proxy of a new store. A VPC endpoint service must be there; whether it works, connecting tells.
    func requireWorking(_ record: KeyStoreRecord, for operation: KeyOperation) async throws {
        do {
            try record.requireServiceInRegion()
            let proxy = try keyStores.proxy(of: record)
            if record.proxy?.service == nil {
                try await proxy.requireHealth(for: operation)
            } else {
                try proxy.requireService()
            }
        } catch let error as ProxyError {
            throw error.told(as: \.storeError)
        }
    }

    /// The proxy before and after an update, which has been tried with its new settings.
    func changedProxy(
        _ input: UpdateCustomKeyStoreRequest, in scope: RequestScope
    ) async throws -> (old: ProxyLink, new: ProxyLink) {
        var record = try keyStores.record(KeyStoreRecord.key(scope.account, scope.region, input.customKeyStoreId))
        guard let old = record.proxy else { throw record.refusesParameters }
        let new = try old.changed(input, of: record.key, sealedBy: rootKey, in: scope)
        record.proxy = new
        try record.requireState(forChangeFrom: old)
        do {
            try record.requireServiceInRegion()
            try await keyStores.proxy(of: record).requireHealth(for: KeyOperation("UpdateCustomKeyStore", in: scope))
        } catch let error as ProxyError {
            throw error.told(as: \.storeError)
        }
        return (old, new)
    }
}

extension ProxyLink {
    fileprivate func changed(
        _ input: UpdateCustomKeyStoreRequest, of store: RecordKey, sealedBy rootKey: RootKey, in scope: RequestScope
    ) throws -> ProxyLink {
        let given = input.proxyChange
        let connectivity = input.xksProxyConnectivity ?? connectivity
        var link = self
        if connectivity != self.connectivity, given.endpoint == nil {
            throw AWSError.validation("XksProxyUriEndpoint is required to change XksProxyConnectivity.")
        }
        if let endpoint = given.endpoint { link.endpoint = endpoint }
        if let path = given.path { link.path = path }
        if let credential = given.credential {
            link.credential = try ProxyCredential(credential, of: store, sealedBy: rootKey, random: scope.random)
        }
        switch connectivity {
        case .publicEndpoint:
            try given.requireNoService()
            link.service = nil
        case .vpcEndpointService: try link.apply(given, owner: scope.account)
        }
        return link
    }

    /// Sets what is given of the service. Throws ValidationException where it has no name then.
    fileprivate mutating func apply(_ given: ProxyChange, owner: AccountID) throws(AWSError) {
        guard let name = given.serviceName ?? service?.name else {
            throw .validation(
                "XksProxyVpcEndpointServiceName is required for an XksProxyConnectivity of VPC_ENDPOINT_SERVICE.")
        }
        service = EndpointService(
            name: name, owner: given.serviceOwner ?? service?.owner ?? owner.description)
    }
}

extension KeyStoreRecord {
    /// Throws CustomKeyStoreInvalidStateException where the change asks for a store that is not connected.
    func requireState(forChangeFrom old: ProxyLink) throws(AWSError) {
        guard let proxy, proxy.leadsElsewhere(than: old) else { return }
        guard connection == .disconnected else { throw .keyStoreState(self, "DISCONNECTED") }
    }

    /// The name of a VPC endpoint service tells its region: `com.amazonaws.vpce.us-east-1.vpce-svc-…`.
    fileprivate func requireServiceInRegion() throws(ProxyError) {
        guard let service = proxy?.service else { return }
        let parts = service.name.split(separator: ".")
        guard parts.count > 3, parts[3] == region.description else {
            throw ProxyError(.noService, "\(service.name) is in another region")
        }
    }
}

extension CreateCustomKeyStoreRequest {
    fileprivate func requireNoCluster() throws(AWSError) {
        guard cloudHsmClusterId == nil, keyStorePassword == nil, trustAnchorCertificate == nil else {
            throw .validation("The parameters of an AWS CloudHSM key store are not valid for an external key store.")
        }
    }
}
