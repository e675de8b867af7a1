import AWSProtocols
import Essentials
import OrganizationsModel
import Testing

@testable import OrganizationsService

@Suite struct TreeTests {
    @Test func anAccountMovesBetweenParents() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let root = try await harness.rootID()
        let unit = try await harness.createUnit("security", in: root)
        let account = try await harness.createAccount("audit")
        let move = MoveAccountRequest(
            accountId: account.description, sourceParentId: root, destinationParentId: unit)
        try await harness.call(OrganizationsOperations.moveAccount, move)
        #expect(try await harness.parent(of: account.description) == unit)
        let path = try harness.store.readNow { try $0.path(of: account.description) }
        #expect(path == [root, unit, account.description])
        let paths = try await harness.describe(account).paths
        #expect(paths?.first?.hasSuffix("/\(root)/\(unit)/\(account)/") == true)
        #expect(
            try await harness.refusal(OrganizationsOperations.moveAccount, move)
                == Refusal(.duplicateAccountException))
        let fromElsewhere = MoveAccountRequest(
            accountId: account.description, sourceParentId: try await harness.createUnit("x", in: root),
            destinationParentId: root)
        #expect(
            try await harness.refusal(OrganizationsOperations.moveAccount, fromElsewhere)
                == Refusal(.accountNotFoundException))
    }

    @Test func movesNameWhatIsMissing() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let root = try await harness.rootID()
        let account = try await harness.createAccount("audit").description
        let absent = "ou-\(root.dropFirst(2))-aaaaaaaa"
        let cases = [
            (
                MoveAccountRequest(accountId: "999999999999", sourceParentId: root, destinationParentId: root),
                OrganizationsErrorCode.accountNotFoundException
            ),
            (
                MoveAccountRequest(accountId: account, sourceParentId: absent, destinationParentId: root),
                .sourceParentNotFoundException
            ),
            (
                MoveAccountRequest(accountId: account, sourceParentId: root, destinationParentId: absent),
                .destinationParentNotFoundException
            ),
        ]
        for (request, code) in cases {
            #expect(try await harness.refusal(OrganizationsOperations.moveAccount, request) == Refusal(code))
        }
    }

    @Test func aUnitHasAChildrensListAndIsDeletedOnceItIsEmpty() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let root = try await harness.rootID()
        let unit = try await harness.createUnit("security", in: root)
        let child = try await harness.createUnit("audit", in: unit)
        let children = try await harness.call(
            OrganizationsOperations.listChildren,
            ListChildrenRequest(parentId: unit, childType: .organizationalUnit))
        #expect(children.children?.map(\.id) == [child])
        let request = DeleteOrganizationalUnitRequest(organizationalUnitId: unit)
        #expect(
            try await harness.refusal(OrganizationsOperations.deleteOrganizationalUnit, request)
                == Refusal(.organizationalUnitNotEmptyException))
        try await harness.call(
            OrganizationsOperations.deleteOrganizationalUnit,
            DeleteOrganizationalUnitRequest(organizationalUnitId: child))
        try await harness.call(OrganizationsOperations.deleteOrganizationalUnit, request)
        #expect(
            try await harness.refusal(OrganizationsOperations.deleteOrganizationalUnit, request)
                == Refusal(.organizationalUnitNotFoundException))
    }

    @Test func namesAreUniqueAmongSiblingsAlone() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let root = try await harness.rootID()
        let unit = try await harness.createUnit("security", in: root)
        _ = try await harness.createUnit("security", in: unit)
        let other = try await harness.createUnit("other", in: root)
        #expect(
            try await harness.refusal(
                OrganizationsOperations.createOrganizationalUnit,
                CreateOrganizationalUnitRequest(parentId: root, name: "security"))
                == Refusal(.duplicateOrganizationalUnitException))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.updateOrganizationalUnit,
                UpdateOrganizationalUnitRequest(organizationalUnitId: other, name: "security"))
                == Refusal(.duplicateOrganizationalUnitException))
    }

    @Test func pagesStayCorrectWhileAccountsComeAndGo() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let root = try await harness.rootID()
        let unit = try await harness.createUnit("away", in: root)
        var accounts: [String] = []
        for number in 1...5 { accounts.append(try await harness.createAccount("a\(number)").description) }
        accounts.sort()
        let request = ListAccountsForParentRequest(parentId: root, maxResults: 2)
        let first = try await harness.call(OrganizationsOperations.listAccountsForParent, request)
        #expect(first.accounts?.count == 2)
        // The last of the first page goes: the next page begins where it would have.
        let last = try #require(first.accounts?.last?.id)
        if last != AccountID.standard.description {
            try await harness.call(
                OrganizationsOperations.moveAccount,
                MoveAccountRequest(accountId: last, sourceParentId: root, destinationParentId: unit))
        }
        var listed = first.accounts?.compactMap(\.id) ?? []
        var token = first.nextToken
        while let next = token {
            let page = try await harness.call(
                OrganizationsOperations.listAccountsForParent,
                ListAccountsForParentRequest(parentId: root, nextToken: next, maxResults: 2))
            listed += page.accounts?.compactMap(\.id) ?? []
            token = page.nextToken
        }
        #expect(Set(listed) == Set(accounts + [AccountID.standard.description]))
        #expect(listed.count == 6)
        let elsewhere = ListAccountsForParentRequest(parentId: unit, nextToken: first.nextToken)
        #expect(
            try await harness.refusal(OrganizationsOperations.listAccountsForParent, elsewhere)
                == Refusal(.invalidInputException, "INVALID_NEXT_TOKEN"))
    }

    @Test func membersMayNotChangeTheTree() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let root = try await harness.rootID()
        let account = try await harness.createAccount("audit")
        let create = CreateOrganizationalUnitRequest(parentId: root, name: "mine")
        let denied = Refusal(AWSError.notPermitted)
        #expect(
            try await harness.refusal(OrganizationsOperations.createOrganizationalUnit, create, as: account) == denied)
        #expect(
            try await harness.refusal(OrganizationsOperations.listAccounts, ListAccountsRequest(), as: account)
                == denied)
        let described = try await harness.call(
            OrganizationsOperations.describeOrganization, EmptyStructure(), as: account)
        #expect(described.organization?.masterAccountId == AccountID.standard.description)
    }
}
