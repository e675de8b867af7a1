import IAMModel

/// The input of an operation that lists, one page a call.
protocol PagedInput {
    var marker: String? { get }
    var maxItems: Int? { get }
}

extension PagedInput {
    var pageSize: Int { maxItems ?? 100 }
}

/// One that can be limited to paths.
protocol PathInput: PagedInput {
    var pathPrefix: String? { get }
}

extension GetGroupRequest: PagedInput {}
extension GetAccountAuthorizationDetailsRequest: PagedInput {}
extension GetOrganizationsAccessReportRequest: PagedInput {}
extension GetServiceLastAccessedDetailsRequest: PagedInput {}
extension GetServiceLastAccessedDetailsWithEntitiesRequest: PagedInput {}
extension ListAccessKeysRequest: PagedInput {}
extension ListAccountAliasesRequest: PagedInput {}
extension ListAttachedGroupPoliciesRequest: PathInput {}
extension ListAttachedRolePoliciesRequest: PathInput {}
extension ListAttachedUserPoliciesRequest: PathInput {}
extension ListEntitiesForPolicyRequest: PathInput {}
extension ListGroupPoliciesRequest: PagedInput {}
extension ListGroupsForUserRequest: PagedInput {}
extension ListGroupsRequest: PathInput {}
extension ListInstanceProfileTagsRequest: PagedInput {}
extension ListInstanceProfilesForRoleRequest: PagedInput {}
extension ListInstanceProfilesRequest: PathInput {}
extension ListPoliciesRequest: PathInput {}
extension ListPoliciesGrantingServiceAccessRequest: PagedInput {
    /// The request has no say in it.
    var maxItems: Int? { nil }
}
extension ListPolicyTagsRequest: PagedInput {}
extension ListPolicyVersionsRequest: PagedInput {}
extension ListRolePoliciesRequest: PagedInput {}
extension ListRoleTagsRequest: PagedInput {}
extension ListRolesRequest: PathInput {}
extension ListUserPoliciesRequest: PagedInput {}
extension ListUserTagsRequest: PagedInput {}
extension ListUsersRequest: PathInput {}
extension SimulateCustomPolicyRequest: PagedInput {}
extension SimulatePrincipalPolicyRequest: PagedInput {}
