import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// A new alias takes the place of the one there is.
    func createAccountAlias(
        _ input: CreateAccountAliasRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let alias = AccountAliasRecord(account: scope.account, alias: input.accountAlias)
        return Change { transaction in
            let isTaken = Predicate.equals(.alias, .string(alias.alias))
            guard try transaction.first(AccountAliasRecord.self, in: .everywhere, where: isTaken) == nil else {
                throw AWSError(
                    .entityAlreadyExistsException, "The account alias \(alias.alias) already exists.")
            }
            try transaction.put(alias)
            return EmptyStructure()
        }
    }

    func deleteAccountAlias(
        _ input: DeleteAccountAliasRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let key = AccountAliasRecord.key(scope.account)
            guard let alias = try transaction.get(AccountAliasRecord.self, key),
                alias.record.alias == input.accountAlias
            else {
                throw AWSError(
                    .noSuchEntityException, "The account alias with name \(input.accountAlias) cannot be found.")
            }
            try transaction.delete(AccountAliasRecord.self, key, expecting: alias.version)
            return EmptyStructure()
        }
    }

    /// One at most.
    func listAccountAliases(
        _ input: ListAccountAliasesRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListAccountAliasesResponse {
        let page = try await page(AccountAliasRecord.self, in: .account(scope.account), input, for: scope)
        return ListAccountAliasesResponse(
            accountAliases: page.elements.map(\.alias), isTruncated: page.isTruncated, marker: page.marker)
    }
}
