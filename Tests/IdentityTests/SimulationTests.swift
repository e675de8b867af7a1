import Essentials
import IAMModel
import PolicyEngine
import ServiceKit
import Testing

@testable import Identity

struct SimulationTests {
    private static let put = #"{"Effect":"Allow","Action":"s3:Put*","Resource":"arn:aws:s3:::mine/*"}"#

    private func simulate(
        _ harness: IAMHarness, _ documents: [String], _ actions: [String], on resources: [String]? = nil,
        change: (inout SimulateCustomPolicyRequest) -> Void = { _ in }
    ) async throws -> [EvaluationResult] {
        var input = SimulateCustomPolicyRequest(policyInputList: documents, actionNames: actions)
        input.resourceArns = resources
        change(&input)
        return try await harness.call(IAMOperations.simulateCustomPolicy, input).evaluationResults.orThrow()
    }

    private func document(_ statements: String...) -> String {
        #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
    }

    @Test func eachActionHasOneResult() async throws {
        let harness = try await IAMHarness()
        let results = try await simulate(
            harness, [document(Self.put)], ["s3:PutObject", "s3:GetObject"],
            on: ["arn:aws:s3:::mine/a", "arn:aws:s3:::yours/a"])
        #expect(results.map(\.evalDecision) == [.implicitDeny, .implicitDeny])
        let specific = try results[0].resourceSpecificResults.orThrow()
        #expect(specific.map(\.evalResourceDecision) == [.allowed, .implicitDeny])
        #expect(specific.map(\.evalResourceName) == ["arn:aws:s3:::mine/a", "arn:aws:s3:::yours/a"])
        let matched = try #require(specific[0].matchedStatements?.first)
        #expect(matched.sourcePolicyId == "PolicyInputList.1")
        #expect(matched.startPosition?.column == 38)
        #expect(matched.endPosition?.column == 38 + Self.put.utf8.count)
        #expect(results[0].matchedStatements == [])
        #expect(results[0].evalDecisionDetails == [:])
    }

    @Test func denialIsTheOnlyMatch() async throws {
        let harness = try await IAMHarness()
        let all = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
        let none = #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#
        let result = try await simulate(harness, [document(all), document(all, none)], ["s3:GetObject"])[0]
        #expect(result.evalDecision == .explicitDeny)
        #expect(result.evalResourceName == "*")
        #expect(result.resourceSpecificResults == nil)
        #expect(result.evalDecisionDetails == nil)
        #expect(result.matchedStatements?.map(\.sourcePolicyId) == ["PolicyInputList.2"])
        #expect(result.matchedStatements?.first?.startPosition?.column == 38 + all.utf8.count + 1)
    }

    @Test func keysThatAreMissingAreNamedAsWritten() async throws {
        let harness = try await IAMHarness()
        let statement = """
            {"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":
                {"Bool":{"aws:MultiFactorAuthPresent":"true"},"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}
            """
        let mfa = ContextEntry(
            contextKeyName: "AWS:multifactorauthpresent", contextKeyValues: ["true"], contextKeyType: .boolean)
        let without = try await simulate(harness, [document(statement)], ["s3:GetObject"]) {
            $0.contextEntries = [mfa]
        }
        #expect(without[0].missingContextValues == ["aws:SourceIp"])
        #expect(without[0].evalDecision == .implicitDeny)
        let with = try await simulate(harness, [document(statement)], ["s3:GetObject"]) {
            $0.contextEntries = [
                mfa,
                ContextEntry(contextKeyName: "aws:SourceIp", contextKeyValues: ["203.0.113.9"], contextKeyType: .ip),
            ]
        }
        #expect(with[0].missingContextValues == [])
        #expect(with[0].evalDecision == .allowed)
    }

    @Test(arguments: [
        (ContextKeyTypeEnum.numeric, ["one"]), (.boolean, ["yes"]), (.ip, ["home"]), (.binary, ["*"]), (.date, ["now"]),
        (.string, ["a", "b"]), (.string, []), (.numericList, ["1", "x"]),
    ])
    func valuesOfTheWrongTypeAreRefused(type: ContextKeyTypeEnum, values: [String]) async throws {
        let harness = try await IAMHarness()
        var input = SimulateCustomPolicyRequest(policyInputList: [document(Self.put)], actionNames: ["s3:GetObject"])
        input.contextEntries = [ContextEntry(contextKeyName: "a:key", contextKeyValues: values, contextKeyType: type)]
        let refusal = try await harness.refusal(IAMOperations.simulateCustomPolicy, input)
        #expect(refusal?.code == "InvalidInput")
    }

    /// AWS's example: the resource policy names the user, whose boundary then does not count.
    @Test func resourcePolicyOfTheAccountPassesTheBoundary() async throws {
        let harness = try await IAMHarness()
        let result = try await simulate(
            harness, [Document.allow("iam:*")], ["s3:PutObject"], on: ["arn:aws:s3:::production/Test"]
        ) {
            $0.callerArn = "arn:aws:iam::111122223333:user/mateo"
            $0.resourceOwner = "arn:aws:iam::111122223333:root"
            $0.permissionsBoundaryPolicyInputList = [Document.allow("iam:*")]
            $0.resourcePolicy = Self.bucketPolicy("arn:aws:iam::111122223333:user/mateo")
        }[0]
        #expect(result.evalDecision == .allowed)
        #expect(result.permissionsBoundaryDecisionDetail?.allowedByPermissionsBoundary == false)
        #expect(result.matchedStatements?.map(\.sourcePolicyId) == ["ResourcePolicy"])
        #expect(result.matchedStatements?.map(\.sourcePolicyType) == [.resource])
        #expect(result.evalDecisionDetails == [:])
        #expect(result.resourceSpecificResults?.first?.evalDecisionDetails == nil)
    }

    /// AWS's example across accounts.
    @Test func eachSideIsToldAcrossAccounts() async throws {
        let harness = try await IAMHarness()
        let result = try await simulate(
            harness, [Document.allow("iam:*")], ["s3:PutObject"], on: ["arn:aws:s3:::production/Test"]
        ) {
            $0.callerArn = "arn:aws:iam::444455556666:user/arnav"
            $0.resourceOwner = "111122223333"
            $0.permissionsBoundaryPolicyInputList = [Document.allow("iam:*")]
            $0.resourcePolicy = Self.bucketPolicy("arn:aws:iam::444455556666:user/arnav")
        }[0]
        #expect(result.evalDecision == .implicitDeny)
        let details = [
            "IAM Policy": "implicitDeny", "Resource Policy": "allowed", "Permissions Boundary Policy": "implicitDeny",
        ]
        #expect(result.evalDecisionDetails == details)
        #expect(result.resourceSpecificResults?.first?.evalDecisionDetails == details)
    }

    private static func bucketPolicy(_ principal: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"#
            + #""Action":["s3:List*","s3:Put*"],"Resource":"arn:aws:s3:::production/*"}]}"#
    }

    @Test func marksLeadThroughAllActions() async throws {
        let harness = try await IAMHarness()
        var input = SimulateCustomPolicyRequest(
            policyInputList: [document(Self.put)], actionNames: (1...5).map { "s3:Action\($0)" }, maxItems: 2)
        var seen: [String] = []
        repeat {
            let page = try await harness.call(IAMOperations.simulateCustomPolicy, input)
            seen += try page.evaluationResults.orThrow().map(\.evalActionName)
            #expect(page.isTruncated == (page.marker != nil))
            input.marker = page.marker
        } while input.marker != nil
        #expect(seen == input.actionNames)
    }

    @Test(arguments: [
        "action", "resource", "owner", "caller", "boundaries", "handling", "needs", "policy", "no caller",
    ])
    func invalidInputIsRefused(what: String) async throws {
        let harness = try await IAMHarness()
        var input = SimulateCustomPolicyRequest(policyInputList: [document(Self.put)], actionNames: ["s3:GetObject"])
        switch what {
        case "action": input.actionNames = ["s3:Get*"]
        case "resource": input.resourceArns = ["bucket"]
        case "owner": input.resourceOwner = "someone"
        case "caller": input.callerArn = "arn:aws:sts::123456789012:assumed-role/a/b"
        case "boundaries": input.permissionsBoundaryPolicyInputList = [Document.allow("*"), Document.allow("*")]
        case "handling": input.resourceHandlingOption = "EC2-Classic-Nothing"
        case "needs": input.resourceHandlingOption = "EC2-VPC-EBS"
        case "policy": input.policyInputList = ["{}"]
        default: input.resourcePolicy = Self.bucketPolicy("123456789012")
        }
        let refusal = try await harness.refusal(IAMOperations.simulateCustomPolicy, input)
        #expect(refusal?.code == "InvalidInput")
    }
}
