import AWSProtocols
import Essentials
import KMSModel

/// What CreateCustomKeyStore and UpdateCustomKeyStore say of a proxy, beside its connectivity.
struct ProxyChange {
    var endpoint: String?
    var path: String?
    var serviceName: String?
    var serviceOwner: String?
    var credential: XksProxyAuthenticationCredentialType?

    var isEmpty: Bool {
        endpoint == nil && path == nil && serviceName == nil && serviceOwner == nil && credential == nil
    }

    /// Throws ValidationException for a service beside a public endpoint.
    func requireNoService() throws(AWSError) {
        guard serviceName == nil, serviceOwner == nil else {
            throw .validation(
                "XksProxyVpcEndpointServiceName and XksProxyVpcEndpointServiceOwner are valid only for an "
                    + "XksProxyConnectivity of VPC_ENDPOINT_SERVICE.")
        }
    }
}

extension CreateCustomKeyStoreRequest {
    var proxyChange: ProxyChange {
        ProxyChange(
            endpoint: xksProxyUriEndpoint, path: xksProxyUriPath, serviceName: xksProxyVpcEndpointServiceName,
            serviceOwner: xksProxyVpcEndpointServiceOwner, credential: xksProxyAuthenticationCredential)
    }
}

extension UpdateCustomKeyStoreRequest {
    var proxyChange: ProxyChange {
        ProxyChange(
            endpoint: xksProxyUriEndpoint, path: xksProxyUriPath, serviceName: xksProxyVpcEndpointServiceName,
            serviceOwner: xksProxyVpcEndpointServiceOwner, credential: xksProxyAuthenticationCredential)
    }
}
