import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    func describeCreateAccountStatus(
        _ input: DescribeCreateAccountStatusRequest, of member: Authorized<Member>, in scope: RequestScope
    ) throws -> DescribeCreateAccountStatusResponse {
        let key = CreateAccountStatusRecord.key(input.createAccountRequestId)
        guard let request = try store.get(CreateAccountStatusRecord.self, key)?.record,
            request.organizationID == member.value.organization.id
        else {
            throw AWSError(
                .createAccountStatusNotFoundException, "You specified a create account request that doesn't exist.")
        }
        return DescribeCreateAccountStatusResponse(createAccountStatus: CreateAccountStatus(of: request))
    }

    func listCreateAccountStatus(
        _ input: ListCreateAccountStatusRequest, of member: Authorized<Member>, in scope: RequestScope
    ) async throws -> ListCreateAccountStatusResponse {
        let organization = member.value.organization.id
        let isWanted: Predicate =
            if let states = input.states, !states.isEmpty {
                .isIn(.state, states.map { .string(CreateAccountStatusRecord.state(organization, $0)) })
            } else {
                .equals(.organization, .string(organization))
            }
        let page = try await page(CreateAccountStatusRecord.self, where: isWanted, input, for: scope)
        return ListCreateAccountStatusResponse(
            createAccountStatuses: page.elements.map(CreateAccountStatus.init(of:)), nextToken: page.nextToken)
    }
}
