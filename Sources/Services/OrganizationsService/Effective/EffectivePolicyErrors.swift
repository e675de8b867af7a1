import AWSProtocols
import Essentials
import ManagementPolicies
import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

extension Organizations {
    func listEffectivePolicyValidationErrors(
        _ input: ListEffectivePolicyValidationErrorsRequest, on account: Authorized<Held<AccountRecord>>,
        in scope: RequestScope
    ) throws -> ListEffectivePolicyValidationErrorsResponse {
        let (organization, account) = (account.value.organization, account.value.resource.id)
        let answer = try effectivePolicy(of: account, input.policyType)
        // Two errors of one path differ in code.
        func place(_ error: EffectivePolicyError) -> String { "\(error.path)/\(error.code.rawValue)" }
        let page = try page(
            of: answer.policy.errors.sorted { place($0) < place($1) },
            list: "effectivePolicyErrors/\(account)/\(input.policyType.rawValue)",
            at: place, input)
        return ListEffectivePolicyValidationErrorsResponse(
            accountId: account.description, policyType: input.policyType,
            path: OrganizationPath.text(organization.id, answer.path), evaluationTimestamp: answer.updatedAt,
            nextToken: page.nextToken,
            effectivePolicyValidationErrors: page.elements.map { EffectivePolicyValidationError(of: $0) })
    }

    /// Pages are as long as asked for only where there are as many; each looks at a bounded number of accounts.
    func listAccountsWithInvalidEffectivePolicy(
        _ input: ListAccountsWithInvalidEffectivePolicyRequest, on member: Authorized<Member>, in scope: RequestScope
    ) async throws -> ListAccountsWithInvalidEffectivePolicyResponse {
        let organization = member.value.organization
        let enabled = try store.readNow { try $0.enabledPolicyTypes(in: organization) }
        guard let policyType = PolicyType(rawValue: input.policyType.rawValue), enabled.contains(policyType),
            let type = ManagementPolicyType(rawValue: policyType.rawValue)
        else { throw AWSError.effectivePolicyNotFound }
        let isMember = Predicate.equals(.organization, .string(organization.id))
        var invalid: [Account] = []
        var token = input.nextToken
        for _ in 0..<Self.scannedPages {
            let part = PagePart(nextToken: token, size: input.pageSize - invalid.count)
            let page = try await page(AccountRecord.self, where: isMember, part, for: scope)
            invalid += try page.elements.compactMap { account in
                guard let answer = try effectivePolicies.answer(for: account.id, type: type), !answer.policy.isValid
                else { return nil }
                return Account(of: account, at: answer.path.dropLast(), in: organization)
            }
            token = page.nextToken
            if token == nil || invalid.count == input.pageSize { break }
        }
        return ListAccountsWithInvalidEffectivePolicyResponse(
            accounts: invalid, policyType: input.policyType,
            nextToken: token)
    }

    /// How often a page that is not yet full is filled up.
    private static let scannedPages = 50
}

extension EffectivePolicyValidationError {
    init(of error: EffectivePolicyError) {
        self.init(
            errorCode: error.code.rawValue, errorMessage: error.message, pathToError: error.path,
            contributingPolicies: error.contributingPolicies)
    }
}
