import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    func describeOrganizationalUnit(
        _ input: DescribeOrganizationalUnitRequest, on unit: Authorized<Held<OrganizationalUnitRecord>>,
        in scope: RequestScope
    ) -> DescribeOrganizationalUnitResponse {
        DescribeOrganizationalUnitResponse(
            organizationalUnit: OrganizationalUnit(of: unit.value.resource, unit.value.organization))
    }

    /// A name that is not given stays as it is.
    func updateOrganizationalUnit(
        _ input: UpdateOrganizationalUnitRequest, on unit: Authorized<Held<OrganizationalUnitRecord>>,
        in scope: RequestScope
    ) -> Change<UpdateOrganizationalUnitResponse> {
        let organization = unit.value.organization
        return Change { transaction in
            guard var unit = try transaction.organizationalUnit(unit.value.resource.id, in: organization) else {
                throw AWSError.organizationalUnitNotFound
            }
            unit.name = input.name ?? unit.name
            do {
                try transaction.put(unit)
            } catch StoreError.uniqueViolation {
                throw AWSError.duplicateOrganizationalUnit
            }
            return UpdateOrganizationalUnitResponse(organizationalUnit: OrganizationalUnit(of: unit, organization))
        }
    }

    func deleteOrganizationalUnit(
        _ input: DeleteOrganizationalUnitRequest, on unit: Authorized<Held<OrganizationalUnitRecord>>,
        in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let organization = unit.value.organization
        return Change { transaction in
            guard let unit = try transaction.organizationalUnit(unit.value.resource.id, in: organization) else {
                throw AWSError.organizationalUnitNotFound
            }
            guard try transaction.isEmpty(unit) else { throw AWSError.organizationalUnitNotEmpty }
            try transaction.delete(OrganizationalUnitRecord.self, unit.key)
            try transaction.count(in: organization.id) { $0.organizationalUnits -= 1 }
            try transaction.policyTargetEnded(unit.id, in: organization)
            return EmptyStructure()
        }
    }
}

extension ReadTransaction {
    fileprivate func isEmpty(_ unit: OrganizationalUnitRecord) throws -> Bool {
        let isChild = Predicate.equals(.parent, .string(unit.id))
        return try first(OrganizationalUnitRecord.self, in: .account(nil), where: isChild) == nil
            && first(AccountRecord.self, in: .account(nil), where: isChild) == nil
    }
}
