import OrganizationsModel
import ServiceKit

extension Organizations {
    /// Roots, organizational units, and what is in them.
    var treeOperations: [Operation] {
        [
            Operation(
                reply: OrganizationsOperations.listRoots,
                on: organization("organizations:ListRoots", for: .delegates), perform: listRoots),
            Operation(
                reply: OrganizationsOperations.listChildren,
                on: parent(\.parentId, "organizations:ListChildren", for: .delegates), perform: listChildren),
            Operation(reply: OrganizationsOperations.listParents, on: child, perform: listParents),
            Operation(
                reply: OrganizationsOperations.listAccountsForParent,
                on: parent(\.parentId, "organizations:ListAccountsForParent", for: .delegates),
                perform: listAccountsForParent),
            Operation(
                reply: OrganizationsOperations.listOrganizationalUnitsForParent,
                on: parent(\.parentId, "organizations:ListOrganizationalUnitsForParent", for: .delegates),
                perform: listOrganizationalUnitsForParent),
            Operation(change: OrganizationsOperations.moveAccount, on: accountMove, perform: moveAccount),
        ]
    }

    var organizationalUnitOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.createOrganizationalUnit, on: newOrganizationalUnit,
                perform: createOrganizationalUnit),
            Operation(
                reply: OrganizationsOperations.describeOrganizationalUnit,
                on: organizationalUnit(
                    \.organizationalUnitId, "organizations:DescribeOrganizationalUnit", for: .delegates),
                perform: describeOrganizationalUnit),
            Operation(
                change: OrganizationsOperations.updateOrganizationalUnit,
                on: organizationalUnit(
                    \.organizationalUnitId, "organizations:UpdateOrganizationalUnit", for: .managementAccount),
                perform: updateOrganizationalUnit),
            Operation(
                change: OrganizationsOperations.deleteOrganizationalUnit,
                on: organizationalUnit(
                    \.organizationalUnitId, "organizations:DeleteOrganizationalUnit", for: .managementAccount),
                perform: deleteOrganizationalUnit),
        ]
    }
}
