import IAMModel
import ServiceKit

extension IAM {
    /// OIDC providers.
    var providerOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.createOpenIDConnectProvider, on: newProvider,
                perform: createOpenIDConnectProvider),
            Operation(
                reply: IAMOperations.getOpenIDConnectProvider,
                on: resource(\.openIDConnectProviderArn, "iam:GetOpenIDConnectProvider"),
                perform: getOpenIDConnectProvider),
            Operation(
                reply: IAMOperations.listOpenIDConnectProviders, on: everything("iam:ListOpenIDConnectProviders"),
                perform: listOpenIDConnectProviders),
            Operation(
                change: IAMOperations.deleteOpenIDConnectProvider, on: providerToDelete,
                perform: deleteOpenIDConnectProvider),
            Operation(
                change: IAMOperations.addClientIDToOpenIDConnectProvider,
                on: resource(\.openIDConnectProviderArn, "iam:AddClientIDToOpenIDConnectProvider"),
                perform: addClientID),
            Operation(
                change: IAMOperations.removeClientIDFromOpenIDConnectProvider,
                on: resource(\.openIDConnectProviderArn, "iam:RemoveClientIDFromOpenIDConnectProvider"),
                perform: removeClientID),
            Operation(
                change: IAMOperations.updateOpenIDConnectProviderThumbprint,
                on: resource(\.openIDConnectProviderArn, "iam:UpdateOpenIDConnectProviderThumbprint"),
                perform: updateThumbprints),
        ] + providerTagOperations
    }

    private var providerTagOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.tagOpenIDConnectProvider,
                on: resource(
                    \.openIDConnectProviderArn, "iam:TagOpenIDConnectProvider",
                    conditions: { RequestConditions(tags: $0.tags) }),
                perform: { (input, provider: Authorized<OpenIDConnectProviderRecord>, scope) in
                    tag(input, on: provider, in: scope)
                }),
            Operation(
                change: IAMOperations.untagOpenIDConnectProvider,
                on: resource(
                    \.openIDConnectProviderArn, "iam:UntagOpenIDConnectProvider",
                    conditions: { RequestConditions(tagKeys: $0.tagKeys) }),
                perform: { (input, provider: Authorized<OpenIDConnectProviderRecord>, scope) in
                    untag(input, on: provider, in: scope)
                }),
            Operation(
                reply: IAMOperations.listOpenIDConnectProviderTags,
                on: resource(\.openIDConnectProviderArn, "iam:ListOpenIDConnectProviderTags"),
                perform: listOpenIDConnectProviderTags),
        ]
    }
}
