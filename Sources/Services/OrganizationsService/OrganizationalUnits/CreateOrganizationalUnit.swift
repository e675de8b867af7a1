import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// The parent of the unit that is to be.
    func newOrganizationalUnit(
        _ input: CreateOrganizationalUnitRequest, in scope: RequestScope
    ) async throws -> Target<Held<Parent>> {
        let find: Lookup<CreateOrganizationalUnitRequest, Held<Parent>> = parent(
            \.parentId, "organizations:CreateOrganizationalUnit", for: .managementAccount,
            conditions: { OrganizationsConditions(tags: $0.tags ?? []) })
        let target = try await find(input, scope)
        let organization = target.resource.organization
        return creation(target, taggedAs: organization.arn("ou", organization.id, "*"), input.tags)
    }

    func createOrganizationalUnit(
        _ input: CreateOrganizationalUnitRequest, in parent: Authorized<Held<Parent>>, scope: RequestScope
    ) throws -> Change<CreateOrganizationalUnitResponse> {
        let organization = parent.value.organization
        let parentID = parent.value.resource.id
        let id = OrganizationsID.organizationalUnit(in: organization.rootID, scope.random)
        let tags = try TagSet([]).adding(input.tags ?? []).tags
        return Change { transaction in
            guard let parent = try transaction.parent(parentID, in: organization) else {
                throw AWSError.parentNotFound
            }
            let unit = OrganizationalUnitRecord(
                id: id, organizationID: organization.id, path: parent.path + [id], name: input.name, tags: tags,
                createdAt: scope.now)
            try transaction.create(unit, in: organization)
            return CreateOrganizationalUnitResponse(organizationalUnit: OrganizationalUnit(of: unit, organization))
        }
    }
}

extension WriteTransaction {
    fileprivate func create(_ unit: OrganizationalUnitRecord, in organization: OrganizationRecord) throws {
        guard unit.depth <= OrganizationsQuotas.depth else {
            throw AWSError.constraint("OU_DEPTH_LIMIT_EXCEEDED", "You have exceeded the maximum depth of the OU tree.")
        }
        try count(in: organization.id) { counts in
            guard counts.organizationalUnits < OrganizationsQuotas.organizationalUnits else {
                throw AWSError.constraint(
                    "OU_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of organizational units.")
            }
            counts.organizationalUnits += 1
        }
        do {
            try insert(unit)
        } catch StoreError.uniqueViolation {
            throw AWSError.duplicateOrganizationalUnit
        }
        try policyTargetBegan(unit.id, in: organization)
    }
}

extension OrganizationalUnit {
    init(of unit: OrganizationalUnitRecord, _ organization: OrganizationRecord) {
        self.init(
            id: unit.id, arn: unit.arn(in: organization), name: unit.name,
            path: OrganizationPath.text(organization.id, unit.path))
    }
}
