import Essentials
import IAMModel
import Testing

@testable import Identity

struct PagingTests {
    /// Everything that a list gives, page by page.
    private func walk<Element>(
        _ page: (_ marker: String?) async throws -> (elements: [Element], isTruncated: Bool?, marker: String?)
    ) async throws -> [[Element]] {
        var pages: [[Element]] = []
        var marker: String?
        repeat {
            let answer = try await page(marker)
            #expect(answer.isTruncated == (answer.marker != nil))
            #expect((answer.marker?.count ?? 0) <= 320)
            pages.append(answer.elements)
            marker = answer.marker
        } while marker != nil && pages.count < 100
        return pages
    }

    @Test func usersComeOnceInOrderOfName() async throws {
        let harness = try await IAMHarness()
        for name in ["c", "B", "a"] { try await harness.makeUser(name) }
        let pages = try await walk { marker in
            let answer = try await harness.call(
                IAMOperations.listUsers, ListUsersRequest(marker: marker, maxItems: 2))
            return (answer.users.map(\.userName), answer.isTruncated, answer.marker)
        }
        #expect(pages == [["a", "administrator"], ["B", "c"]])
    }

    @Test func pathPrefixNarrowsTheList() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("a", path: "/x/")
        try await harness.makeUser("b", path: "/x/y/")
        try await harness.makeUser("c", path: "/z/")
        func names(_ prefix: String) async throws -> [String] {
            try await harness.call(IAMOperations.listUsers, ListUsersRequest(pathPrefix: prefix)).users.map(\.userName)
        }
        #expect(try await names("/x/") == ["a", "b"])
        #expect(try await names("/x/y/") == ["b"])
        #expect(try await names("/") == ["a", "administrator", "b", "c"])
        #expect(try await names("/none/") == [])
    }

    @Test func everyListInMemoryIsPagedWholly() async throws {
        let harness = try await IAMHarness()
        let tags = (0..<5).map { Tag(key: String(repeating: "\u{10FFFF}", count: 120) + "\($0)", value: "") }
        try await harness.makeUser("bob", tags: tags)
        for index in 0..<5 { try await harness.makePolicy(String(repeating: "p", count: 127) + "\(index)") }
        let policies = try await walk { marker in
            let answer = try await harness.call(
                IAMOperations.listPolicies, ListPoliciesRequest(marker: marker, maxItems: 2))
            return (answer.policies ?? [], answer.isTruncated, answer.marker)
        }
        #expect(policies.dropLast().allSatisfy { $0.count == 2 })
        #expect(Set(policies.joined().map(\.arn)).count == BuiltInPolicies.all.count + 5)
        #expect(policies.joined().count == BuiltInPolicies.all.count + 5)
        let listed = try await walk { marker in
            let answer = try await harness.call(
                IAMOperations.listUserTags, ListUserTagsRequest(userName: "bob", marker: marker, maxItems: 2))
            return (answer.tags, answer.isTruncated, answer.marker)
        }
        #expect(Array(listed.joined()) == tags)
    }

    @Test func foreignMarkerIsInvalid() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let invalid = Refusal("ValidationError", "Invalid Marker.")
        let page = try await harness.call(IAMOperations.listUsers, ListUsersRequest(maxItems: 1))
        let marker = try #require(page.marker)
        let changed = String(marker.reversed())
        for input in [
            ListUsersRequest(marker: "x"), ListUsersRequest(marker: changed),
            ListUsersRequest(pathPrefix: "/x/", marker: marker),
        ] {
            #expect(try await harness.refusal(IAMOperations.listUsers, input) == invalid)
        }
        let roles = ListRolesRequest(marker: marker)
        #expect(try await harness.refusal(IAMOperations.listRoles, roles) == invalid)
        let policies = ListPoliciesRequest(marker: marker)
        #expect(try await harness.refusal(IAMOperations.listPolicies, policies) == invalid)
    }
}
