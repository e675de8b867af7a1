import AWSProtocols
import Essentials
import IAMModel
import Testing

@testable import Identity
@testable import ServiceKit

struct AccountTests {
    private func aliases(_ harness: IAMHarness) async throws -> [String] {
        try await harness.call(IAMOperations.listAccountAliases, ListAccountAliasesRequest()).accountAliases
    }

    @Test func accountHasOneAliasThatNoOtherHas() async throws {
        let harness = try await IAMHarness()
        for alias in ["first", "second"] {
            try await harness.call(
                IAMOperations.createAccountAlias, CreateAccountAliasRequest(accountAlias: alias))
        }
        #expect(try await aliases(harness) == ["second"])
        let again = CreateAccountAliasRequest(accountAlias: "second")
        let taken = Refusal("EntityAlreadyExists", "The account alias second already exists.")
        #expect(try await harness.refusal(IAMOperations.createAccountAlias, again) == taken)
        let other = DeleteAccountAliasRequest(accountAlias: "first")
        let missing = Refusal.noSuchEntity("The account alias with name first cannot be found.")
        #expect(try await harness.refusal(IAMOperations.deleteAccountAlias, other) == missing)
        try await harness.call(IAMOperations.deleteAccountAlias, DeleteAccountAliasRequest(accountAlias: "second"))
        #expect(try await aliases(harness) == [])
    }

    @Test func summaryCountsWhatThereIs() async throws {
        let harness = try await IAMHarness()
        func summary() async throws -> [String: Int] {
            try await harness.call(IAMOperations.getAccountSummary, EmptyStructure()).summaryMap.orThrow()
        }
        let before = try await summary()
        #expect(Set(before.keys) == Set(SummaryKeyType.allCases.map(\.rawValue)))
        try await harness.makeUser("bob")
        try await harness.makeGroup("staff")
        try await harness.makeRole("deploy")
        try await harness.makePolicy("p")
        let after = try await summary()
        for key in ["Users", "Groups", "Roles", "Policies", "PolicyVersionsInUse"] {
            #expect(after[key] == before[key].map { $0 + 1 }, "\(key)")
        }
        #expect(after["UsersQuota"] == 5000 && after["PolicySizeQuota"] == 6144)
    }

    private typealias Details = GetAccountAuthorizationDetailsResponse

    private func details(_ harness: IAMHarness, _ filter: [EntityType]? = nil, marker: String? = nil, size: Int? = nil)
        async throws -> Details
    {
        try await harness.call(
            IAMOperations.getAccountAuthorizationDetails,
            GetAccountAuthorizationDetailsRequest(filter: filter, maxItems: size, marker: marker))
    }

    private func fill(_ harness: IAMHarness) async throws {
        try await harness.makePolicy("p")
        for name in ["bob", "eve"] { try await harness.makeUser(name, tags: [Tag(key: "team", value: "red")]) }
        try await harness.makeGroup("Staff", of: "bob")
        try await harness.put(Document.allow("kms:*"), on: "bob")
        try await harness.attach("arn:aws:iam::123456789012:policy/p", to: "eve")
        try await harness.makeRole("deploy")
        try await harness.call(
            IAMOperations.createInstanceProfile, CreateInstanceProfileRequest(instanceProfileName: "web"))
        try await harness.call(
            IAMOperations.addRoleToInstanceProfile,
            AddRoleToInstanceProfileRequest(instanceProfileName: "web", roleName: "deploy"))
    }

    @Test func detailsTellEverythingOfTheAccount() async throws {
        let harness = try await IAMHarness()
        try await fill(harness)
        let all = try await details(harness)
        let bob = try #require(all.userDetailList?.first { $0.userName == "bob" })
        #expect(bob.groupList == ["Staff"])
        #expect(bob.userPolicyList?.map(\.policyName) == ["own"])
        #expect(bob.userPolicyList?.first?.policyDocument?.hasPrefix("%7B%22Version") == true)
        #expect(bob.tags == [Tag(key: "team", value: "red")])
        #expect(all.roleDetailList?.first?.instanceProfileList?.map(\.instanceProfileName) == ["web"])
        #expect(all.groupDetailList?.map(\.groupName) == ["Staff"])
        #expect(all.policies?.map(\.policyName) == ["p", "AdministratorAccess"])
        #expect(all.policies?.first?.policyVersionList?.first?.document?.hasPrefix("%7B") == true)
        #expect(all.isTruncated == false && all.marker == nil)
    }

    @Test func detailsAreNarrowedByType() async throws {
        let harness = try await IAMHarness()
        try await fill(harness)
        let some = try await details(harness, [.group, .awsManagedPolicy])
        #expect(some.userDetailList?.isEmpty != false && some.roleDetailList?.isEmpty != false)
        #expect(some.groupDetailList?.count == 1)
        #expect(some.policies?.map(\.policyName) == ["AdministratorAccess"])
    }

    @Test(arguments: [1, 2, 3])
    func pagesOfDetailsRunThroughEveryList(size: Int) async throws {
        let harness = try await IAMHarness()
        try await fill(harness)
        var names: [String] = []
        var marker: String?
        repeat {
            let page = try await details(harness, marker: marker, size: size)
            let found =
                (page.userDetailList ?? []).compactMap(\.userName)
                + (page.groupDetailList ?? []).compactMap(\.groupName)
                + (page.roleDetailList ?? []).compactMap(\.roleName) + (page.policies ?? []).compactMap(\.policyName)
            #expect(found.count == size || page.marker == nil)
            names += found
            marker = page.marker
        } while marker != nil
        #expect(names == ["administrator", "bob", "eve", "Staff", "deploy", "p", "AdministratorAccess"])
    }
}
