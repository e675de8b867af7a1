import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// The provider that is to be.
    func newProvider(
        _ input: CreateOpenIDConnectProviderRequest, in scope: RequestScope
    ) throws -> Target<OpenIDConnectProviderRecord> {
        let record = OpenIDConnectProviderRecord(
            account: scope.account, issuer: try issuer(of: input.url), createdAt: scope.now,
            clientIDs: try ClientIDList().adding(input.clientIDList ?? []).ids,
            thumbprints: try thumbprints(input.thumbprintList ?? []), tags: try TagList(input.tags).tags)
        let request = RequestConditions(tags: input.tags ?? [])
        return Target(
            record,
            checks: checks(
                "iam:CreateOpenIDConnectProvider", tagging: "iam:TagOpenIDConnectProvider", record.arn,
                OpenIDConnectProviderRecord.auditType, request, in: scope))
    }

    func createOpenIDConnectProvider(
        _ input: CreateOpenIDConnectProviderRequest, on provider: Authorized<OpenIDConnectProviderRecord>,
        in scope: RequestScope
    ) -> Change<CreateOpenIDConnectProviderResponse> {
        let provider = provider.value
        return Change { transaction in
            guard try transaction.get(OpenIDConnectProviderRecord.self, provider.key) == nil else {
                throw AWSError(
                    .entityAlreadyExistsException, "Provider with url https://\(provider.issuer) already exists.")
            }
            let place = RecordScope.account(provider.account)
            guard try transaction.count(OpenIDConnectProviderRecord.self, in: place) < IAMQuotas.providersPerAccount
            else { throw AWSError.quotaExceeded("OpenIdConnectProvidersPerAccount", IAMQuotas.providersPerAccount) }
            try transaction.insert(provider)
            return CreateOpenIDConnectProviderResponse(
                openIDConnectProviderArn: provider.arn, tags: provider.tags.shown)
        }
    }

    /// An issuer's URL without its scheme: a name and perhaps a path, without port and query.
    private func issuer(of url: String) throws(AWSError) -> String {
        guard let parsed = HTTPSURL(url), let issuer = url.suffix(after: "https://"),
            !parsed.target.contains("?"), !issuer.contains(":")
        else { throw .invalidInput("Invalid Open ID Connect Provider URL") }
        return String(issuer)
    }
}

/// The audiences of a provider.
struct ClientIDList {
    var ids: [String] = []

    /// Those that are there stay where they are.
    func adding(_ added: [String]) throws(AWSError) -> ClientIDList {
        var ids = ids
        for id in added where !ids.contains(id) { ids.append(id) }
        guard ids.count <= IAMQuotas.clientIDsPerProvider else {
            throw .quotaExceeded("ClientIdsPerOpenIdConnectProvider", IAMQuotas.clientIDsPerProvider)
        }
        return ClientIDList(ids: ids)
    }
}

extension IAM {
    /// Checked SHA-1 digests of certificates, in hexadecimal.
    func thumbprints(_ list: [String]) throws(AWSError) -> [String] {
        guard list.count <= IAMQuotas.thumbprintsPerProvider else {
            throw .invalidInput("Thumbprint list must contain fewer than \(IAMQuotas.thumbprintsPerProvider) entries.")
        }
        guard list.allSatisfy({ Hex.decode($0)?.count == 20 }) else {
            throw .invalidInput("Invalid Open ID Connect Provider thumbprint")
        }
        return list
    }
}
