import Essentials
import FoundationEssentials
import IAMModel
import ServiceKit
import Testing

@testable import Identity

struct AuthorisationTests {
    @Test func everyOperationOfTheListIsImplementedOnce() async throws {
        let harness = try await IAMHarness()
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let list = try JSON(parsing: [UInt8](Data(contentsOf: root.appending(path: "Tools/models/implemented.json"))))
        let wanted = try list["iam"].orThrow().array.orThrow().compactMap(\.string)
        #expect(harness.iam.operations.map(\.name).sorted() == wanted.sorted())
    }

    @Test func resourceIsTheEntityItself() async throws {
        let harness = try await IAMHarness()
        let own = "arn:aws:iam::123456789012:user/bob"
        let bob = try await harness.makeCaller("bob", Document.allow("iam:*", on: own))
        #expect(try await harness.refusal(IAMOperations.getUser, GetUserRequest(userName: "bob"), as: bob) == nil)
        let other = try await harness.refusal(
            IAMOperations.getUser, GetUserRequest(userName: "administrator"), as: bob)
        #expect(other?.code == "AccessDenied")
        // Whether someone exists is told only to those who may look.
        let absent = try await harness.refusal(IAMOperations.getUser, GetUserRequest(userName: "eve"), as: bob)
        #expect(absent?.code == "AccessDenied")
        let create = CreateUserRequest(userName: "bob2")
        #expect(try await harness.refusal(IAMOperations.createUser, create, as: bob)?.code == "AccessDenied")
    }

    @Test func listingCanBeLimitedToAPath() async throws {
        let harness = try await IAMHarness()
        let below = "arn:aws:iam::123456789012:user/team/*"
        let bob = try await harness.makeCaller("bob", Document.allow("iam:ListUsers", on: below))
        func list(_ prefix: String?) async throws -> String? {
            let input = ListUsersRequest(pathPrefix: prefix)
            return try await harness.refusal(IAMOperations.listUsers, input, as: bob)?.message
        }
        #expect(try await list("/team/") == nil)
        let denied = try #require(try await list(nil))
        #expect(denied.contains("iam:ListUsers on resource: arn:aws:iam::123456789012:user/ because"))
    }

    @Test func attachmentCanBeLimitedToPolicies() async throws {
        let harness = try await IAMHarness()
        let allowed = try await harness.makePolicy("allowed")
        let condition = #"{"ArnEquals":{"iam:PolicyARN":"\#(allowed)"}}"#
        let bob = try await harness.makeCaller("bob", Document.allow("iam:AttachUserPolicy", if: condition))
        func attach(_ arn: String) async throws -> String? {
            let input = AttachUserPolicyRequest(userName: "bob", policyArn: arn)
            return try await harness.refusal(IAMOperations.attachUserPolicy, input, as: bob)?.code
        }
        #expect(try await attach(Administrator.policyARN) == "AccessDenied")
        #expect(try await attach(allowed) == nil)
    }

    @Test func creationCanBeLimitedToABoundary() async throws {
        let harness = try await IAMHarness()
        let limit = try await harness.makePolicy("limit")
        let condition = #"{"StringEquals":{"iam:PermissionsBoundary":"\#(limit)"}}"#
        let bob = try await harness.makeCaller("bob", Document.allow("iam:*", if: condition))
        let free = CreateUserRequest(userName: "eve")
        #expect(try await harness.refusal(IAMOperations.createUser, free, as: bob)?.code == "AccessDenied")
        let bound = CreateUserRequest(userName: "eve", permissionsBoundary: limit)
        #expect(try await harness.refusal(IAMOperations.createUser, bound, as: bob) == nil)
        let put = PutUserPolicyRequest(
            userName: "eve", policyName: "p", policyDocument: Document.allow("kms:*"))
        #expect(try await harness.refusal(IAMOperations.putUserPolicy, put, as: bob) == nil)
        let other = PutUserPolicyRequest(
            userName: "bob", policyName: "p", policyDocument: Document.allow("kms:*"))
        #expect(try await harness.refusal(IAMOperations.putUserPolicy, other, as: bob)?.code == "AccessDenied")
        let delete = DeleteUserRequest(userName: "eve")
        #expect(try await harness.refusal(IAMOperations.deleteUser, delete, as: bob)?.code == "AccessDenied")
    }

    @Test(arguments: ["aws:ResourceTag/team", "iam:ResourceTag/Team"])
    func tagsOfTheResourceDecide(key: String) async throws {
        let harness = try await IAMHarness()
        let condition = #"{"StringEquals":{"\#(key)":"red"}}"#
        let bob = try await harness.makeCaller("bob", Document.allow("iam:GetUser", if: condition))
        try await harness.makeUser("red", tags: [Tag(key: "Team", value: "red")])
        try await harness.makeUser("blue", tags: [Tag(key: "Team", value: "blue")])
        #expect(try await harness.refusal(IAMOperations.getUser, GetUserRequest(userName: "red"), as: bob) == nil)
        let blue = try await harness.refusal(IAMOperations.getUser, GetUserRequest(userName: "blue"), as: bob)
        #expect(blue?.code == "AccessDenied")
    }

    @Test func tagsOfTheRequestDecide() async throws {
        let harness = try await IAMHarness()
        let condition =
            #"{"StringEquals":{"aws:RequestTag/team":"red"},"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}"#
        let bob = try await harness.makeCaller("bob", Document.allow("iam:TagUser", if: condition))
        func tag(_ tags: [Tag]) async throws -> String? {
            let input = TagUserRequest(userName: "bob", tags: tags)
            return try await harness.refusal(IAMOperations.tagUser, input, as: bob)?.code
        }
        #expect(try await tag([Tag(key: "team", value: "red")]) == nil)
        #expect(try await tag([Tag(key: "team", value: "blue")]) == "AccessDenied")
        #expect(try await tag([Tag(key: "team", value: "red"), Tag(key: "x", value: "")]) == "AccessDenied")
    }

    @Test func creationWithTagsAsksForTaggingToo() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("iam:CreateUser"))
        let tagged = CreateUserRequest(userName: "eve", tags: [Tag(key: "team", value: "red")])
        let refusal = try await harness.refusal(IAMOperations.createUser, tagged, as: bob)
        #expect(refusal?.message?.contains("iam:TagUser") == true)
        let plain = CreateUserRequest(userName: "eve")
        #expect(try await harness.refusal(IAMOperations.createUser, plain, as: bob) == nil)
    }

    @Test func accountsDoNotSeeEachOther() async throws {
        let harness = try await IAMHarness()
        let other = try #require(AccountID("210987654321"))
        let made = try await harness.directory.createAdministrator(of: other, now: harness.time.now())
        let stranger = try await harness.caller(keyID: made.orThrow().id)
        try await harness.makeUser("bob")
        let users = try await harness.call(IAMOperations.listUsers, ListUsersRequest(), as: stranger).users
        #expect(users.map(\.userName) == ["administrator"])
        let bob = try await harness.refusal(IAMOperations.getUser, GetUserRequest(userName: "bob"), as: stranger)
        #expect(bob?.code == "NoSuchEntity")
        let arn = try await harness.makePolicy("p")
        let policy = try await harness.refusal(
            IAMOperations.getPolicy, GetPolicyRequest(policyArn: arn), as: stranger)
        #expect(policy?.code == "NoSuchEntity")
        let key = GetAccessKeyLastUsedRequest(accessKeyId: harness.admin.accessKeyID)
        let use = try await harness.refusal(IAMOperations.getAccessKeyLastUsed, key, as: stranger)
        #expect(use?.code == "AccessDenied")
    }
}
