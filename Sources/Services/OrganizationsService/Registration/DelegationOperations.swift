import OrganizationsModel
import ServiceKit

extension Organizations {
    /// Which services and accounts act for the organization.
    var delegationOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.registerDelegatedAdministrator,
                on: account(
                    \.accountId, "organizations:RegisterDelegatedAdministrator", for: .managementAccount,
                    conditions: { OrganizationsConditions(servicePrincipal: $0.servicePrincipal) }),
                perform: registerDelegatedAdministrator),
            Operation(
                change: OrganizationsOperations.deregisterDelegatedAdministrator,
                on: account(
                    \.accountId, "organizations:DeregisterDelegatedAdministrator", for: .managementAccount,
                    conditions: { OrganizationsConditions(servicePrincipal: $0.servicePrincipal) }),
                perform: deregisterDelegatedAdministrator),
            Operation(
                reply: OrganizationsOperations.listDelegatedAdministrators,
                on: organization(
                    "organizations:ListDelegatedAdministrators", for: .delegates,
                    conditions: { OrganizationsConditions(servicePrincipal: $0.servicePrincipal) }),
                perform: listDelegatedAdministrators),
            Operation(
                reply: OrganizationsOperations.listDelegatedServicesForAccount,
                on: account(\.accountId, "organizations:ListDelegatedServicesForAccount", for: .delegates),
                perform: listDelegatedServicesForAccount),
        ]
    }

    var serviceAccessOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.enableAWSServiceAccess,
                on: organization(
                    "organizations:EnableAWSServiceAccess", for: .managementAccount,
                    conditions: { OrganizationsConditions(servicePrincipal: $0.servicePrincipal) }),
                perform: enableAWSServiceAccess),
            Operation(
                change: OrganizationsOperations.disableAWSServiceAccess,
                on: organization(
                    "organizations:DisableAWSServiceAccess", for: .managementAccount,
                    conditions: { OrganizationsConditions(servicePrincipal: $0.servicePrincipal) }),
                perform: disableAWSServiceAccess),
            Operation(
                reply: OrganizationsOperations.listAWSServiceAccessForOrganization,
                on: organization("organizations:ListAWSServiceAccessForOrganization", for: .delegates),
                perform: listAWSServiceAccessForOrganization),
        ]
    }

    var resourcePolicyOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.putResourcePolicy, on: resourcePolicyToPut, perform: putResourcePolicy),
            Operation(
                reply: OrganizationsOperations.describeResourcePolicy,
                on: organization("organizations:DescribeResourcePolicy", for: .delegates),
                perform: describeResourcePolicy),
            Operation(
                change: OrganizationsOperations.deleteResourcePolicy,
                on: organization("organizations:DeleteResourcePolicy", for: .managementAccount),
                perform: deleteResourcePolicy),
        ]
    }

    var tagOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.tagResource,
                on: tagged(
                    \.resourceId, "organizations:TagResource", for: .managers,
                    conditions: { OrganizationsConditions(tags: $0.tags) }),
                perform: tagResource),
            Operation(
                change: OrganizationsOperations.untagResource,
                on: tagged(
                    \.resourceId, "organizations:UntagResource", for: .managers,
                    conditions: { OrganizationsConditions(tagKeys: $0.tagKeys) }),
                perform: untagResource),
            Operation(
                reply: OrganizationsOperations.listTagsForResource,
                on: tagged(\.resourceId, "organizations:ListTagsForResource", for: .delegates),
                perform: listTagsForResource),
        ]
    }
}
