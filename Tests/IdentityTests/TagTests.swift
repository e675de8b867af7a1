import Essentials
import IAMModel
import Testing

@testable import Identity

struct TagTests {
    @Test func tagReplacesOneWhoseKeyDiffersInCaseAlone() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob", tags: [Tag(key: "Team", value: "red"), Tag(key: "a", value: "1")])
        try await harness.call(
            IAMOperations.tagUser, TagUserRequest(userName: "bob", tags: [Tag(key: "team", value: "blue")]))
        let list = ListUserTagsRequest(userName: "bob")
        let tags = try await harness.call(IAMOperations.listUserTags, list).tags
        #expect(tags == [Tag(key: "a", value: "1"), Tag(key: "team", value: "blue")])
        try await harness.call(IAMOperations.untagUser, UntagUserRequest(userName: "bob", tagKeys: ["A", "none"]))
        #expect(try await harness.call(IAMOperations.listUserTags, list).tags == [Tag(key: "team", value: "blue")])
    }

    @Test func policyIsTaggedLikeAPrincipal() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("reading")
        try await harness.call(
            IAMOperations.tagPolicy,
            TagPolicyRequest(policyArn: arn, tags: [Tag(key: "Team", value: "red"), Tag(key: "a", value: "1")]))
        try await harness.call(
            IAMOperations.tagPolicy, TagPolicyRequest(policyArn: arn, tags: [Tag(key: "team", value: "blue")]))
        try await harness.call(IAMOperations.untagPolicy, UntagPolicyRequest(policyArn: arn, tagKeys: ["A"]))
        let list = ListPolicyTagsRequest(policyArn: arn)
        #expect(try await harness.call(IAMOperations.listPolicyTags, list).tags == [Tag(key: "team", value: "blue")])
        let found = try await harness.call(IAMOperations.getPolicy, GetPolicyRequest(policyArn: arn)).policy
        #expect(found?.tags == [Tag(key: "team", value: "blue")])
    }

    @Test func tagsOfAPolicyLimitWhoMayChangeThem() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("reading")
        let condition = #"{"StringEquals":{"aws:RequestTag/team":"red"}}"#
        let bob = try await harness.makeCaller("bob", Document.allow("iam:TagPolicy", if: condition))
        func tag(_ value: String) async throws -> String? {
            let input = TagPolicyRequest(policyArn: arn, tags: [Tag(key: "team", value: value)])
            return try await harness.refusal(IAMOperations.tagPolicy, input, as: bob)?.code
        }
        #expect(try await tag("red") == nil)
        #expect(try await tag("blue") == "AccessDenied")
    }

    @Test(arguments: [
        [Tag(key: "a", value: "1"), Tag(key: "A", value: "2")], [Tag(key: "aws:x", value: "1")],
        [Tag(key: "AWS:x", value: "1")],
    ])
    func unusableKeysAreInvalid(tags: [Tag]) async throws {
        let harness = try await IAMHarness()
        try await harness.makeRole("deploy")
        let tagging = TagRoleRequest(roleName: "deploy", tags: tags)
        #expect(try await harness.refusal(IAMOperations.tagRole, tagging)?.code == "InvalidInput")
        let creation = CreateUserRequest(userName: "bob", tags: tags)
        #expect(try await harness.refusal(IAMOperations.createUser, creation)?.code == "InvalidInput")
    }

    @Test func fiftyTagsAreTheMost() async throws {
        let harness = try await IAMHarness()
        let fifty = (0..<50).map { Tag(key: "k\($0)", value: "") }
        try await harness.makeUser("bob", tags: fifty)
        let replaced = TagUserRequest(userName: "bob", tags: fifty)
        #expect(try await harness.refusal(IAMOperations.tagUser, replaced) == nil)
        let oneMore = TagUserRequest(userName: "bob", tags: [Tag(key: "more", value: "")])
        #expect(try await harness.refusal(IAMOperations.tagUser, oneMore)?.code == "LimitExceeded")
    }
}
