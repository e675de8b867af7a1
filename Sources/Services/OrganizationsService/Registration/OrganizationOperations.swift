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
        ]
    }
}
