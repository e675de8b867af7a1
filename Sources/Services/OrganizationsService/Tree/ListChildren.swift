import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    func listChildren(
        _ input: ListChildrenRequest, of parent: Authorized<Held<Parent>>, in scope: RequestScope
    ) async throws -> ListChildrenResponse {
        switch input.childType {
        case .account:
            let page = try await page(AccountRecord.self, in: parent.value.resource, input, for: scope)
            let children = page.elements.map { Child(id: $0.id.description, type: .account) }
            return ListChildrenResponse(children: children, nextToken: page.nextToken)
        case .organizationalUnit:
            let page = try await page(OrganizationalUnitRecord.self, in: parent.value.resource, input, for: scope)
            let children = page.elements.map { Child(id: $0.id, type: .organizationalUnit) }
            return ListChildrenResponse(children: children, nextToken: page.nextToken)
        }
    }

    func listAccountsForParent(
        _ input: ListAccountsForParentRequest, of parent: Authorized<Held<Parent>>, in scope: RequestScope
    ) async throws -> ListAccountsForParentResponse {
        let page = try await page(AccountRecord.self, in: parent.value.resource, input, for: scope)
        let path = parent.value.resource.path
        let accounts = page.elements.map { Account(of: $0, at: path, in: parent.value.organization) }
        return ListAccountsForParentResponse(accounts: accounts, nextToken: page.nextToken)
    }

    func listOrganizationalUnitsForParent(
        _ input: ListOrganizationalUnitsForParentRequest, of parent: Authorized<Held<Parent>>, in scope: RequestScope
    ) async throws -> ListOrganizationalUnitsForParentResponse {
        let page = try await page(OrganizationalUnitRecord.self, in: parent.value.resource, input, for: scope)
        let units = page.elements.map { OrganizationalUnit(of: $0, parent.value.organization) }
        return ListOrganizationalUnitsForParentResponse(organizationalUnits: units, nextToken: page.nextToken)
    }

    private func page<Record: StoredRecord>(
        _ type: Record.Type, in parent: Parent, _ input: some PagedInput, for scope: RequestScope
    ) async throws -> Page<Record> {
        try await page(type, where: .equals(.parent, .string(parent.id)), input, for: scope)
    }
}
