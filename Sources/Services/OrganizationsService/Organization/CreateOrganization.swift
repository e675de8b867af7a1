import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// The organization that is to be. Nothing is asked but whether the caller may make one.
    func newOrganization(_ input: CreateOrganizationRequest, in scope: RequestScope) throws -> Target<
        OrganizationRecord
    > {
        let organization = OrganizationRecord(
            id: OrganizationsID.organization(scope.random), managementAccount: scope.account,
            rootID: OrganizationsID.root(scope.random), featureSet: input.featureSet ?? .all, createdAt: scope.now)
        let check = Self.ownCheck("organizations:CreateOrganization", scope)
        return Target(organization, checks: [check] + (try linkedRoleChecks(in: scope.account)))
    }

    /// Makes the caller's account the management account of a new organization.
    /// With all features, service control policies are enabled from the start.
    func createOrganization(
        _ input: CreateOrganizationRequest, on organization: Authorized<OrganizationRecord>, in scope: RequestScope
    ) -> Change<CreateOrganizationResponse> {
        let organization = organization.value
        let root = RootRecord(
            id: organization.rootID, organizationID: organization.id,
            enabledPolicyTypes: organization.featureSet == .all ? [.serviceControlPolicy] : [])
        return Change { [linkedRoles] transaction in
            var account = try transaction.accountOrStandIn(organization.managementAccount)
            guard account.membership == nil else { throw AWSError.alreadyInOrganization }
            try transaction.insert(organization)
            try transaction.insert(root)
            try transaction.policyTargetBegan(root.id, in: organization)
            account.membership = AccountRecord.Membership(
                organizationID: organization.id, parentID: root.id, joinedMethod: .invited, joinedAt: scope.now)
            try transaction.join(account, organization)
            try linkedRoles.ensure(for: Self.principal, in: account.id, for: scope, transaction)
            return CreateOrganizationResponse(organization: Organization(of: organization, account))
        }
    }

    /// Whether the caller may make the role that Organizations needs in its account, where that has none.
    func linkedRoleChecks(in account: AccountID) throws -> [AccessCheck] {
        guard var check = try linkedRoles.check(for: Self.principal, in: account) else { return [] }
        check.refusal = .accessDeniedForDependency
        return [check]
    }

    func describeOrganization(
        _ input: EmptyStructure, on member: Authorized<Member>, in scope: RequestScope
    ) throws -> DescribeOrganizationResponse {
        let organization = member.value.organization
        let management = try store.get(AccountRecord.self, AccountRecord.key(organization.managementAccount))
        return DescribeOrganizationResponse(
            organization: management.map { Organization(of: organization, $0.record) })
    }
}

extension Organization {
    init(of organization: OrganizationRecord, _ management: AccountRecord) {
        // The member is deprecated and tells of service control policies alone.
        let types = [PolicyTypeSummary(type: .serviceControlPolicy, status: .enabled)]
        self.init(
            id: organization.id, arn: organization.arn, featureSet: organization.featureSet,
            masterAccountArn: management.arn(in: organization), masterAccountId: management.id.description,
            masterAccountEmail: management.email,
            availablePolicyTypes: organization.featureSet == .all ? types : [])
    }
}
