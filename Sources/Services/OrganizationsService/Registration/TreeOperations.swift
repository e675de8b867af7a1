import OrganizationsModel
import ServiceKit

extension Organizations {
    /// Roots and organizational units.
    var treeOperations: [Operation] {
        [
            Operation(
                reply: OrganizationsOperations.listRoots,
                on: organization("organizations:ListRoots", for: .delegates), perform: listRoots),
            Operation(
                change: OrganizationsOperations.createOrganizationalUnit,
                on: parent(
                    \.parentId, "organizations:CreateOrganizationalUnit", for: .managementAccount,
                    conditions: { OrganizationsConditions(tags: $0.tags ?? []) }),
                perform: createOrganizationalUnit),
        ]
    }
}
