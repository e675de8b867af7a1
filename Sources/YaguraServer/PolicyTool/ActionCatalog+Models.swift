import AWSProtocols
import PolicyEngine

extension ActionCatalog {
    /// The services whose actions are known whole: their operations, and the permissions that have none.
    ///
    /// Of others, such as S3, actions are named otherwise than operations, and nothing is said.
    /// Source: Service Authorization Reference.
    public static let models: ActionCatalog = {
        let services: [(ServiceID, extra: [String])] = [
            (.kms, ["ReEncryptFrom", "ReEncryptTo", "SynchronizeMultiRegionKey"]),
            (
                .iam,
                [
                    "PassRole", "GetAccountName", "GetAccountEmailAddress", "UpdateAccountName",
                    "UpdateAccountEmailAddress", "SetSTSRegionalEndpointStatus", "ListSTSRegionalEndpointsStatus",
                    "DeleteCloudFrontPublicKey", "GetCloudFrontPublicKey", "ListCloudFrontPublicKeys",
                    "UpdateCloudFrontPublicKey", "UploadCloudFrontPublicKey", "FetchRemoteAccessPrincipal",
                ]
            ),
            (
                .sts,
                ["TagSession", "SetSourceIdentity", "SetContext", "GetServiceBearerToken", "TagGetFederationToken"]
            ),
            (.organizations, []),
        ]
        var actions: [String: [String]] = [:]
        for (service, extra) in services {
            guard let model = try? ServiceModel.load(service) else { continue }
            actions[service.rawValue] = model.operations.keys.sorted() + extra
        }
        return ActionCatalog(actions)
    }()
}
