import Essentials
import Testing

@testable import PolicyEngine

@Suite struct AccessStoryTests {
    /// Two levels of an organization and two identity policies, one of which denies under a condition.
    static func story(values: RequestContext = ["aws:username": "ada", "t:many": ["a", "b"]]) throws -> AccessStory {
        let deny =
            #"{"Sid":"NoEncrypt","Effect":"Deny","Action":"kms:Encrypt","Resource":"*","Condition":{"StringEquals":"#
            + #"{"aws:username":"ada"},"ForAnyValue:StringEquals":{"t:many":"a"}}}"#
        let absent =
            #"{"Effect":"Allow","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#
        let set = PolicySet(
            identity: [
                try Fixture.policy(
                    .identity, "\(DecisionTests.allow),\(deny)", name: "arn:aws:iam::111111111111:policy/p"),
                try Fixture.policy(.identity, absent, name: "mfa"),
            ],
            serviceControl: [[try Fixture.policy(.serviceControl, DecisionTests.allow, name: "root")], []])
        let request = AccessRequest(
            principal: try Fixture.user(), action: "kms:Encrypt", resource: Fixture.key, context: values)
        return AccessStory(
            of: request, by: .init(arn: Fixture.userARN, id: "AIDA", name: "ada"),
            set.decide(request, explaining: true))
    }

    @Test func storyHasTheKeysOfDecodeAuthorizationMessage() throws {
        let json = try Self.story().json
        #expect(json["allowed"] == false)
        #expect(json["explicitDeny"] == true)
        #expect(json["matchedStatements"]?["items"]?.array?.first?["statementId"] == "NoEncrypt")
        #expect(json["failures"]?["items"] == [])
        #expect(json["context"]?["principal"] == ["id": "AIDA", "name": "ada", "arn": .string(Fixture.userARN)])
        #expect(json["context"]?["action"] == "kms:Encrypt")
        #expect(json["context"]?["resource"] == .string(Fixture.key))
        let found: JSON = ["key": "aws:username", "values": ["items": [["value": "ada"]]]]
        #expect(json["context"]?["conditions"]?["items"]?.array?.contains(found) == true)
        #expect(json["missingConditionKeys"] == ["aws:multifactorauthpresent"])
    }

    @Test func everyPolicyIsInItWithItsLevel() throws {
        let policies = try #require(try Self.story().json["policies"]?.array)
        #expect(policies.map { $0["level"]?.integer } == [0, 1, nil, nil])
        #expect(policies.map { $0["policy"]?.string } == ["root", nil, "arn:aws:iam::111111111111:policy/p", "mfa"])
        #expect(policies.map { $0["outcome"]?.string } == ["allows", nil, "denies", "silent"])
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let story = try Self.story()
        #expect(AccessStory(story.json) == story)
        #expect(AccessStory(["allowed": true]) == nil)
    }

    @Test(arguments: [200, 600, 900, 1500, 4000])
    func storyIsCutToSizeFromTheLeastThatMatters(maximum: Int) throws {
        let values = RequestContext([
            "aws:username": "ada", "t:many": .many(["a"] + (0..<40).map { "value-\($0)" }),
        ])
        let story = try Self.story(values: values)
        let abridged = story.abridged(to: maximum)
        #expect(abridged.json.bytes.count <= max(maximum, 450))
        #expect(abridged.isAbridged == (abridged != story))
        // The question and the answer are never cut.
        #expect(abridged.action == "kms:Encrypt")
        #expect(abridged.outcome == .explicitlyDenied)
        // Who denies stays longer than who allows, and that longer than who says nothing.
        let outcomes = Set(abridged.groups.flatMap(\.policies).map(\.outcome))
        #expect(!outcomes.contains(.silent) || outcomes.contains(.allows))
        #expect(!outcomes.contains(.allows) || outcomes.contains(.denies))
    }

    @Test func treeIsAsItIsToBePrinted() throws {
        let expected = """
            DENIED  kms:Encrypt
              principal  arn:aws:iam::111111111111:user/ada
              resource   arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab
              explicit deny in: identity-based policy

            ├─ service control policy: does not allow
            │  ├─ test: allows
            │  │  └─ root  Allow "A"
            │  └─ level 1, without policies: does not allow
            ├─ identity-based policy: DENIES
            │  ├─ arn:aws:iam::111111111111:policy/p of test  Deny "NoEncrypt"
            │  └─ 1 says nothing to this
            └─ condition keys looked at
               ├─ aws:multifactorauthpresent is not in the request
               ├─ aws:username = ada
               └─ t:many = [a, b]

            """
        #expect(StoryTree(try Self.story()).text == expected)
    }

    @Test func coloursAreTheCallersChoice() throws {
        let painted = StoryTree(try Self.story()) { text, tone in tone == .bad ? "<\(text)>" : text }.text
        #expect(painted.hasPrefix("<DENIED>  kms:Encrypt"))
        #expect(painted.contains(#"<Deny "NoEncrypt">"#))
    }
}
