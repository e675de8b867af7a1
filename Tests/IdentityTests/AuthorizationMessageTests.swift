import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import STSModel
import ServiceKit
import Testing

@testable import Identity

@Suite struct AuthorizationMessageTests {
    /// A user without policies, and the message of its denial.
    private func denial(in harness: IAMHarness) async throws -> (message: String, encoded: String) {
        try await harness.makeUser("eve")
        let eve = try await harness.caller("eve")
        do {
            try await harness.call(IAMOperations.listUsers, ListUsersRequest(), as: eve)
        } catch let error as AWSError {
            let message = try #require(error.message)
            let marker = ". Encoded authorization failure message: "
            let end = try #require(message.firstRange(of: marker))
            return (String(message[..<end.lowerBound]), String(message[end.upperBound...]))
        }
        throw CredentialError.invalid
    }

    private func decode(_ encoded: String, in harness: IAMHarness, as caller: Caller? = nil) async throws -> JSON {
        let answer = try await harness.call(
            STSOperations.decodeAuthorizationMessage, DecodeAuthorizationMessageRequest(encodedMessage: encoded),
            as: caller)
        return try JSON(parsing: try #require(answer.decodedMessage))
    }

    private func expectInvalid(_ encoded: String, in harness: IAMHarness, as caller: Caller? = nil) async throws {
        do {
            _ = try await decode(encoded, in: harness, as: caller)
            Issue.record("opened")
        } catch let error as AWSError {
            #expect(error.code(in: .query) == "InvalidAuthorizationMessageException")
        }
    }

    @Test func administratorReadsTheStoryOfADenial() async throws {
        let harness = try await IAMHarness()
        let (message, encoded) = try await denial(in: harness)
        #expect(message.hasSuffix("because no identity-based policy allows the iam:ListUsers action"))
        #expect(encoded.utf8.count <= 10_240)
        let story = try await decode(encoded, in: harness)
        #expect(story["allowed"] == false)
        #expect(story["explicitDeny"] == false)
        #expect(story["context"]?["action"] == "iam:ListUsers")
        #expect(story["context"]?["principal"]?["name"] == "eve")
    }

    @Test func decodingNeedsItsPermission() async throws {
        let harness = try await IAMHarness()
        let encoded = try await denial(in: harness).encoded
        let eve = try await harness.caller("eve")
        await #expect(throws: AWSError.self) { try await decode(encoded, in: harness, as: eve) }
    }

    @Test func alteredOrForeignMessageIsInvalid() async throws {
        let harness = try await IAMHarness()
        let encoded = try await denial(in: harness).encoded
        try await expectInvalid("x", in: harness)
        try await expectInvalid(encoded + "\n", in: harness)
        let flipped = (encoded.first == "A" ? "B" : "A") + encoded.dropFirst(40).prefix(40) + encoded.dropFirst(80)
        try await expectInvalid(flipped, in: harness)
        let other = try await IAMHarness()
        try await expectInvalid(encoded, in: other)
        // A session token is sealed under the same key, for another purpose.
        let session = try await harness.call(STSOperations.getSessionToken, GetSessionTokenRequest())
        try await expectInvalid(try session.credentials.orThrow().sessionToken, in: harness)
    }

    @Test func messageOfAnotherAccountIsInvalid() async throws {
        let harness = try await IAMHarness()
        let encoded = try await denial(in: harness).encoded
        let other = try #require(AccountID("210987654321"))
        let root = Caller(
            kind: .root, account: other, principalID: other.description, arn: "arn:aws:iam::\(other):root",
            accessKeyID: "")
        try await expectInvalid(encoded, in: harness, as: root)
    }

    @Test func messageExpires() async throws {
        let harness = try await IAMHarness()
        let encoded = try await denial(in: harness).encoded
        harness.time.advance(by: .seconds(7 * 86_400 - 1))
        _ = try await decode(encoded, in: harness)
        harness.time.advance(by: .seconds(1))
        try await expectInvalid(encoded, in: harness)
    }

    /// Sizes of what is sealed go up in steps, and never past what DecodeAuthorizationMessage takes.
    @Test(arguments: [0, 1, 30, 400])
    func messageFitsWhateverIsInTheStory(count: Int) async throws {
        let harness = try await IAMHarness()
        let policies = try (0..<count).map { index in
            let document =
                #"{"Version":"2012-10-17","Statement":{"Sid":"No\#(index)","Effect":"Deny","Action":"*","Resource":"*"}}"#
            return AttachedPolicy(
                try Policy(parsing: document, as: .identity),
                from: PolicySource(kind: .identity, name: "policy-\(index)", attachedTo: harness.admin.arn))
        }
        let request = AccessRequest(
            principal: .user(arn: harness.admin.arn, account: .standard), action: "kms:Encrypt",
            resource: String(repeating: "r", count: 2048), context: RequestContext())
        let decision = PolicySet(identity: policies).decide(request, explaining: true)
        let story = AccessStory(of: request, by: .init(arn: harness.admin.arn), decision)
        let now = harness.time.now()
        let message = try #require(harness.directory.messages.seal(story, for: .standard, now: now))
        #expect(message.utf8.count <= 10_240)
        #expect((try #require(Base64.decode(message)).count - 53) % 512 == 0)
        let opened = try #require(harness.directory.messages.open(message, for: .standard, now: now))
        #expect(try JSON(parsing: opened)["explicitDeny"] == .bool(count > 0))
    }
}
