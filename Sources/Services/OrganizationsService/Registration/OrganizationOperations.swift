import OrganizationsModel
import ServiceKit

extension Organizations {
    /// The organization itself.
    var organizationOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.createOrganization, on: newOrganization, perform: createOrganization),
            Operation(
                reply: OrganizationsOperations.describeOrganization,
                on: organization("organizations:DescribeOrganization", for: .members), perform: describeOrganization),
            Operation(
                change: OrganizationsOperations.deleteOrganization,
                on: organization("organizations:DeleteOrganization", for: .managementAccount),
                perform: deleteOrganization),
            Operation(
                change: OrganizationsOperations.leaveOrganization,
                on: organization("organizations:LeaveOrganization", for: .members), perform: leaveOrganization),
        ]
    }
}
