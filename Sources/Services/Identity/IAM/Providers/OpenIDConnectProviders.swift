import AWSProtocols
import IAMModel
import PolicyEngine
import ServiceKit
import Store

extension IAM {
    func getOpenIDConnectProvider(
        _ input: GetOpenIDConnectProviderRequest, on provider: Authorized<OpenIDConnectProviderRecord>,
        in scope: RequestScope
    ) -> GetOpenIDConnectProviderResponse {
        let provider = provider.value
        return GetOpenIDConnectProviderResponse(
            url: provider.issuer, clientIDList: provider.clientIDs, thumbprintList: provider.thumbprints,
            createDate: provider.createdAt, tags: provider.tags.shown)
    }

    /// All at once: their number is bounded by a quota.
    func listOpenIDConnectProviders(
        _ input: ListOpenIDConnectProvidersRequest, on nothing: Authorized<Void>, in scope: RequestScope
    ) throws -> ListOpenIDConnectProvidersResponse {
        let providers = try store.readNow {
            try $0.all(OpenIDConnectProviderRecord.self, in: .account(scope.account))
        }
        return ListOpenIDConnectProvidersResponse(
            openIDConnectProviderList: providers.map { OpenIDConnectProviderListEntry(arn: $0.arn) })
    }

    /// Deleting one that is not there succeeds, as AWS documents it.
    func providerToDelete(
        _ input: DeleteOpenIDConnectProviderRequest, in scope: RequestScope
    ) throws -> Target<RecordKey?> {
        let arn = input.openIDConnectProviderArn
        let key = OpenIDConnectProviderRecord.key(ofARN: arn, in: scope.account)
        let found = try key.flatMap { try store.get(OpenIDConnectProviderRecord.self, $0)?.record }
        let conditions = IAMConditions(resourceTags: found?.tags ?? [])
        let action: ActionName = "iam:DeleteOpenIDConnectProvider"
        return Target(key, check(action, arn, OpenIDConnectProviderRecord.auditType, conditions, in: scope))
    }

    func deleteOpenIDConnectProvider(
        _ input: DeleteOpenIDConnectProviderRequest, on key: Authorized<RecordKey?>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            if let key = key.value { try transaction.delete(OpenIDConnectProviderRecord.self, key) }
            return EmptyStructure()
        }
    }

    func addClientID(
        _ input: AddClientIDToOpenIDConnectProviderRequest, on provider: Authorized<OpenIDConnectProviderRecord>,
        in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(provider.value) { provider, _ in
            provider.clientIDs = try ClientIDList(ids: provider.clientIDs).adding([input.clientID]).ids
        }
    }

    func removeClientID(
        _ input: RemoveClientIDFromOpenIDConnectProviderRequest, on provider: Authorized<OpenIDConnectProviderRecord>,
        in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(provider.value) { provider, _ in provider.clientIDs.removeAll { $0 == input.clientID } }
    }

    func updateThumbprints(
        _ input: UpdateOpenIDConnectProviderThumbprintRequest, on provider: Authorized<OpenIDConnectProviderRecord>,
        in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let thumbprints = try thumbprints(input.thumbprintList)
        return change(provider.value) { provider, _ in provider.thumbprints = thumbprints }
    }

    func listOpenIDConnectProviderTags(
        _ input: ListOpenIDConnectProviderTagsRequest, on provider: Authorized<OpenIDConnectProviderRecord>,
        in scope: RequestScope
    ) throws -> ListOpenIDConnectProviderTagsResponse {
        let page = try page(ofTags: provider.value.tags, of: provider.value.arn, input, for: scope)
        return ListOpenIDConnectProviderTagsResponse(
            tags: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }
}

extension TagOpenIDConnectProviderRequest: TaggingInput {}
extension UntagOpenIDConnectProviderRequest: UntaggingInput {}
extension ListOpenIDConnectProviderTagsRequest: PagedInput {}
