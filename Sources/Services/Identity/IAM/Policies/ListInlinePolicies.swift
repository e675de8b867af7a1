import IAMModel
import ServiceKit

extension IAM {
    func listUserPolicies(
        _ input: ListUserPoliciesRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> ListUserPoliciesResponse {
        let page = try inlinePolicyNames(of: user.value, input, for: scope)
        return ListUserPoliciesResponse(
            policyNames: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    func listGroupPolicies(
        _ input: ListGroupPoliciesRequest, on group: Authorized<GroupRecord>, in scope: RequestScope
    ) throws -> ListGroupPoliciesResponse {
        let page = try inlinePolicyNames(of: group.value, input, for: scope)
        return ListGroupPoliciesResponse(
            policyNames: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    func listRolePolicies(
        _ input: ListRolePoliciesRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) throws -> ListRolePoliciesResponse {
        let page = try inlinePolicyNames(of: role.value, input, for: scope)
        return ListRolePoliciesResponse(
            policyNames: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    private func inlinePolicyNames(
        of entity: some IAMEntity, _ input: some PagedInput, for scope: RequestScope
    ) throws -> Page<String> {
        let names = entity.inlinePolicies.map(\.name).sorted()
        return try page(of: names, list: "iam.inline/\(entity.arn)", at: \.self, input, for: scope)
    }
}
