import AWSProtocols
import Essentials
import EventBridgeModel
import Testing

@testable import EventBridgeService

@Suite struct RuleTests {
    let harness: EventBridgeHarness

    init() throws { harness = try EventBridgeHarness() }

    @Test func aRuleNeedsAPatternOrASchedule() async throws {
        #expect(
            try await harness.refusal(EventBridgeOperations.putRule, PutRuleRequest(name: "r"))
                == "ValidationException")
        #expect(
            try await harness.refusal(
                EventBridgeOperations.putRule, PutRuleRequest(name: "r", scheduleExpression: "rate(1 minutes)"))
                == "ValidationException")
        #expect(
            try await harness.refusal(EventBridgeOperations.putRule, PutRuleRequest(name: "r", eventPattern: "{}"))
                == "InvalidEventPatternException")
    }

    @Test func aScheduleIsForTheDefaultBusAlone() async throws {
        try await harness.call(EventBridgeOperations.createEventBus, CreateEventBusRequest(name: "own"))
        let input = PutRuleRequest(name: "r", scheduleExpression: "rate(1 minute)", eventBusName: "own")
        #expect(try await harness.refusal(EventBridgeOperations.putRule, input) == "ValidationException")
    }

    @Test func targetsOfServicesThatAreNotHereAreTold() async throws {
        try await harness.rule()
        let targets = [
            EventBridgeModel.Target(id: "f", arn: "arn:aws:lambda:us-east-1:123456789012:function:f"),
            EventBridgeModel.Target(id: "q", arn: "arn:aws:sqs:us-east-1:123456789012:queue"),
            EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic),
        ]
        let answer = try await harness.call(
            EventBridgeOperations.putTargets, PutTargetsRequest(rule: "rule", targets: targets))
        #expect(answer.failedEntryCount == 2)
        #expect(answer.failedEntries?.map(\.targetId) == ["f", "q"])
        let listed = try await harness.call(
            EventBridgeOperations.listTargetsByRule, ListTargetsByRuleRequest(rule: "rule"))
        #expect(listed.targets?.map(\.id) == ["t"])
    }

    static let badTargets: [EventBridgeModel.Target] = [
        EventBridgeModel.Target(id: "t", arn: "nonsense"),
        EventBridgeModel.Target(id: "t", arn: "arn:aws:sns:us-east-1:123456789012:to\npic"),
        EventBridgeModel.Target(id: "t", arn: "arn:aws:sns:us-east-1:123456789012:to\0pic"),
        EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic, input: "{"),
        EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic, input: "{}", inputPath: "$"),
        EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic, inputPath: "detail"),
        EventBridgeModel.Target(
            id: "t", arn: EventBridgeHarness.topic, inputTransformer: InputTransformer(inputTemplate: "<unknown>")),
        EventBridgeModel.Target(
            id: "t", arn: EventBridgeHarness.topic,
            deadLetterConfig: DeadLetterConfig(arn: "arn:aws:sqs:us-east-1:123456789012:queue")),
        EventBridgeModel.Target(id: "t", arn: "arn:aws:sns:eu-west-1:123456789012:topic"),
        EventBridgeModel.Target(id: "t", arn: "arn:aws:events:us-east-1:123456789012:event-bus/default"),
        EventBridgeModel.Target(id: "t", arn: "arn:aws:events:us-east-1:210987654321:event-bus/default"),
        EventBridgeModel.Target(id: "t", arn: "arn:aws:events:us-east-1:123456789012:api-destination/d/1"),
    ]

    @Test(arguments: badTargets) func aTargetThatCannotBeIsRefused(_ target: EventBridgeModel.Target) async throws {
        try await harness.rule()
        #expect(
            try await harness.refusal(
                EventBridgeOperations.putTargets, PutTargetsRequest(rule: "rule", targets: [target]))
                == "ValidationException")
    }

    @Test func aRuleHasFiveTargets() async throws {
        try await harness.rule()
        let targets = (0..<6).map { EventBridgeModel.Target(id: "t\($0)", arn: EventBridgeHarness.topic) }
        #expect(
            try await harness.refusal(
                EventBridgeOperations.putTargets, PutTargetsRequest(rule: "rule", targets: targets))
                == "LimitExceededException")
        try await harness.call(
            EventBridgeOperations.putTargets, PutTargetsRequest(rule: "rule", targets: Array(targets.prefix(5))))
    }

    @Test func aRuleWithTargetsIsNotDeleted() async throws {
        try await harness.rule(to: EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic))
        let input = DeleteRuleRequest(name: "rule")
        #expect(try await harness.refusal(EventBridgeOperations.deleteRule, input) == "ValidationException")
        try await harness.call(EventBridgeOperations.removeTargets, RemoveTargetsRequest(rule: "rule", ids: ["t"]))
        #expect(try await harness.refusal(EventBridgeOperations.deleteRule, input) == nil)
        #expect(
            try await harness.refusal(EventBridgeOperations.describeRule, DescribeRuleRequest(name: "rule"))
                == "ResourceNotFoundException")
    }

    @Test func aDisabledRuleMatchesNothing() async throws {
        try await harness.rule(to: EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic))
        try await harness.call(EventBridgeOperations.disableRule, DisableRuleRequest(name: "rule"))
        try await harness.put()
        try await harness.match()
        #expect(try await harness.waiting().isEmpty)
        try await harness.call(EventBridgeOperations.enableRule, EnableRuleRequest(name: "rule"))
        try await harness.put()
        try await harness.match()
        #expect(try await harness.waiting().count == 1)
    }

    @Test func rulesComeInPagesAndByTarget() async throws {
        for name in ["a1", "a2", "a3", "b1"] {
            try await harness.rule(name, to: EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic))
        }
        let first = try await harness.call(
            EventBridgeOperations.listRules, ListRulesRequest(namePrefix: "a", limit: 2))
        #expect(first.rules?.compactMap(\.name) == ["a1", "a2"])
        let second = try await harness.call(
            EventBridgeOperations.listRules, ListRulesRequest(namePrefix: "a", nextToken: first.nextToken, limit: 2))
        #expect(second.rules?.compactMap(\.name) == ["a3"])
        #expect(second.nextToken == nil)
        #expect(
            try await harness.refusal(
                EventBridgeOperations.listRules, ListRulesRequest(namePrefix: "b", nextToken: first.nextToken))
                == "ValidationException")
        let named = try await harness.call(
            EventBridgeOperations.listRuleNamesByTarget,
            ListRuleNamesByTargetRequest(targetArn: EventBridgeHarness.topic))
        #expect(named.ruleNames == ["a1", "a2", "a3", "b1"])
    }
}
