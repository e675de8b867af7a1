import AWSProtocols
import Essentials
import HTTPMessage
import PolicyEngine
import Synchronization
import Testing

@testable import ServiceKit

/// What a caller is told of a denial, and what the encoded message holds.
@Suite struct DenialTests {
    /// Keeps stories in place of sealing them.
    private final class Stories: AuthorizationMessageSealing {
        private let stories = Mutex<[(AccessStory, AccountID)]>([])
        var last: AccessStory? { stories.withLock { $0.last?.0 } }
        var lastAccount: AccountID? { stories.withLock { $0.last?.1 } }

        func seal(_ story: AccessStory, for account: AccountID, now: Timestamp) -> String? {
            stories.withLock { $0.append((story, account)) }
            return "c2VhbGVk"
        }
    }

    private struct Above: GuardrailProvider {
        let guardrails: Guardrails
        func guardrails(for caller: Caller, asking check: AccessCheck) async throws -> Guardrails { guardrails }
    }

    private static let allowAll = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
    private static let organizationPolicy = "arn:aws:organizations::777788889999:policy/o-exampleorgid/"
    private static let other = "210987654321"

    private static func document(_ statements: String...) -> String {
        #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
    }

    private static func attached(
        _ statements: String..., as kind: PolicyKind, _ source: PolicySource.Kind, name: String
    ) throws -> AttachedPolicy {
        let document = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        return AttachedPolicy(
            try Policy(parsing: document, as: kind),
            from: PolicySource(kind: source, name: name, attachedTo: "ou-abcd-12345678"))
    }

    /// The error of one denied check, and the story that went with it.
    private func denied(
        _ check: AccessCheck, policy: String = document(allowAll), under guardrails: Guardrails = .none
    ) async throws -> (error: AWSError, story: AccessStory?, account: AccountID?) {
        let stories = Stories()
        let identity = OneUser(policy: policy)
        let credential = try await identity.credential(
            accessKeyID: OneUser.accessKeyID, sessionToken: nil, now: Timestamp(seconds: 0))
        let scope = RequestScope(
            caller: credential.caller, region: .standard, requestID: "r",
            now: Timestamp(seconds: 0), random: SystemRandom(), connection: ConnectionInfo(peerAddress: "127.0.0.1"),
            userAgent: "")
        let authorizer = Authorizer(identity: identity, guardrails: Above(guardrails: guardrails), messages: stories)
        do {
            _ = try await authorizer.authorize([check], for: credential, in: scope)
        } catch let error as AWSError { return (error, stories.last, stories.lastAccount) }
        throw NoDenial()
    }
    private struct NoDenial: Error {}

    private static let suffix = ". Encoded authorization failure message: c2VhbGVk"

    private func check(resource: String = "*", account: String = OneUser.account.description) throws -> AccessCheck {
        AccessCheck(
            action: "kms:Encrypt", resource: resource, account: try #require(AccountID(account)))
    }

    @Test func implicitDenyNamesThePolicyTypeAndCarriesItsStory() async throws {
        let denial = try await denied(
            try check(), policy: Self.document(#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#))
        #expect(
            denial.error.message
                == "User: arn:aws:iam::\(OneUser.account):user/bob is not authorized to perform: kms:Encrypt on resource: * "
                + "because no identity-based policy allows the kms:Encrypt action" + Self.suffix)
        let story = try #require(denial.story)
        #expect(story.outcome == .implicitlyDenied)
        #expect(
            story.principal
                == .init(
                    arn: "arn:aws:iam::\(OneUser.account):user/bob", id: "AIDAEXAMPLE", name: "bob"))
        #expect(story.groups.map(\.kind) == [.identity])
        #expect(denial.account == OneUser.account)
    }

    @Test func explicitDenyOfAServiceControlPolicyNamesItsARN() async throws {
        let name = Self.organizationPolicy + "service_control_policy/p-examplepolicyid123"
        let deny = try Self.attached(
            #"{"Sid":"No","Effect":"Deny","Action":"kms:*","Resource":"*"}"#, as: .serviceControl, .serviceControl,
            name: name)
        let denial = try await denied(try check(), under: Guardrails(serviceControl: [[deny]]))
        #expect(
            denial.error.message?.contains(" with an explicit deny in a service control policy: \(name). Encoded")
                == true)
        let story = try #require(denial.story)
        #expect(story.groups.first?.attachedTo == "ou-abcd-12345678")
        #expect(story.statements.map(\.sid) == ["No"])
    }

    /// The ARN of a resource control policy is told within its organization alone.
    @Test(arguments: [
        (OneUser.account.description, nil, true), (other, "o-exampleorgid", true), (other, "o-another", false),
        (other, nil, false),
    ])
    func resourceControlPolicyIsNamedWithinItsOrganization(
        owner: String, organization: String?, isShown: Bool
    ) async throws {
        let name = Self.organizationPolicy + "resource_control_policy/p-examplepolicyid456"
        let deny = try Self.attached(
            #"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#, as: .resourceControl,
            .resourceControl, name: name)
        var check = try check(account: owner)
        check.conditionKeys = { $0 == "aws:principalorgid" ? organization.map(ContextValue.one) : nil }
        let denial = try await denied(check, under: Guardrails(resourceControl: [[deny]]))
        let expected = " with an explicit deny in a resource control policy" + (isShown ? ": \(name)" : "")
        #expect(denial.error.message?.hasSuffix(expected + Self.suffix) == true)
    }

    @Test func storyTellsNothingOfAnotherAccountsPolicies() async throws {
        let resource = "arn:aws:kms:us-east-1:\(Self.other):key/1"
        var check = try check(resource: resource, account: Self.other)
        check.resourcePolicy = try Self.attached(
            #"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","#
                + #""Condition":{"StringEquals":{"kms:ViaService":"x"}}}"#,
            as: .resource, .resource, name: "default")
        let denial = try await denied(check)
        let story = try #require(denial.story)
        #expect(story.decidedBy == .resource)
        #expect(story.groups.map(\.kind) == [.identity])
        #expect(story.conditionKeys.isEmpty)
        #expect(story.statements.isEmpty)
    }

    @Test func hiddenResourceStaysHiddenInTheStory() async throws {
        var check = try check(resource: "arn:aws:kms:us-east-1:\(Self.other):key/1", account: Self.other)
        check.resourcePolicy = try Self.attached(
            #"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#, as: .resource, .resource, name: "p")
        check.refusal = AWSError.accessDenied("There may be nothing here")
        let denial = try await denied(check)
        #expect(denial.error.message == "There may be nothing here" + Self.suffix)
        #expect(denial.story?.outcome == .implicitlyDenied)
        #expect(denial.story?.decidedBy == nil)
        #expect(denial.story?.groups.map(\.kind) == [.identity])
    }

    @Test func guardAgainstAMistakeIsNoDenial() async throws {
        var check = try check()
        check.refusal = AWSError(code: "MalformedPolicyDocumentException", "That would lock you out")
        let denial = try await denied(
            check, policy: Self.document(#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#))
        #expect(denial.error.message == "That would lock you out")
        #expect(denial.story == nil)
    }
}
