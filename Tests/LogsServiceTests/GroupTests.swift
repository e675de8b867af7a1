import Essentials
import LogsModel
import PolicyEngine
import ServiceKit
import Testing

@testable import LogsService

@Suite struct GroupTests {
    @Test func aGroupIsMadeOnceAndDescribed() async throws {
        let harness = try LogsHarness()
        try await harness.call(
            LogsOperations.createLogGroup,
            CreateLogGroupRequest(logGroupName: "/app/x", tags: ["Team": "red"], logGroupClass: .standard))
        let again = try await harness.refusal(
            LogsOperations.createLogGroup, CreateLogGroupRequest(logGroupName: "/app/x"))
        #expect(
            again
                == Refusal(code: "ResourceAlreadyExistsException", message: "The specified log group already exists"))
        let group = try await harness.group("/app")
        #expect(group?.arn == "arn:aws:logs:us-east-1:123456789012:log-group:/app/x:*")
        #expect(group?.logGroupArn == "arn:aws:logs:us-east-1:123456789012:log-group:/app/x")
        #expect(group?.creationTime == harness.now)
        #expect(group?.storedBytes == 0)
        #expect(group?.logGroupClass == .standard)
    }

    @Test func namesThatAWSKeepsForItselfAreRefused() async throws {
        let harness = try LogsHarness()
        let refusal = try await harness.refusal(
            LogsOperations.createLogGroup, CreateLogGroupRequest(logGroupName: "aws/mine"))
        #expect(refusal?.message == "Log groups starting with AWS/ are reserved for AWS.")
    }

    @Test func groupsAreListedInPagesByPrefixPatternClassAndTag() async throws {
        let harness = try LogsHarness()
        for name in ["b", "a", "ab", "xab"] { try await harness.makeGroup(name) }
        try await harness.call(
            LogsOperations.createLogGroup,
            CreateLogGroupRequest(logGroupName: "cold", tags: ["k": "v"], logGroupClass: .infrequentAccess))
        var names: [String] = []
        var input = DescribeLogGroupsRequest(limit: 2)
        repeat {
            let page = try await harness.call(LogsOperations.describeLogGroups, input)
            names += page.logGroups?.compactMap(\.logGroupName) ?? []
            input.nextToken = page.nextToken
        } while input.nextToken != nil
        #expect(names == ["a", "ab", "b", "cold", "xab"])
        func described(_ input: DescribeLogGroupsRequest) async throws -> [String] {
            try await harness.call(LogsOperations.describeLogGroups, input).logGroups?.compactMap(\.logGroupName) ?? []
        }
        #expect(try await described(DescribeLogGroupsRequest(logGroupNamePattern: "ab")) == ["ab", "xab"])
        #expect(try await described(DescribeLogGroupsRequest(logGroupClass: .infrequentAccess)) == ["cold"])
        #expect(try await described(DescribeLogGroupsRequest(logGroupIdentifiers: ["b", "none"])) == ["b"])
        let listed = try await harness.call(
            LogsOperations.listLogGroups, ListLogGroupsRequest(logGroupTags: [TagFilter(key: "k", values: ["v"])]))
        #expect(listed.logGroups?.map(\.logGroupName) == ["cold"])
        let patterned = try await harness.call(
            LogsOperations.listLogGroups, ListLogGroupsRequest(logGroupNamePattern: "^xab|old"))
        #expect(patterned.logGroups?.map(\.logGroupName) == ["cold", "xab"])
    }

    @Test func eventsOfAnInfrequentAccessGroupAreNotReadOneByOne() async throws {
        let harness = try LogsHarness()
        try await harness.call(
            LogsOperations.createLogGroup,
            CreateLogGroupRequest(logGroupName: "app", logGroupClass: .infrequentAccess))
        try await harness.call(
            LogsOperations.createLogStream, CreateLogStreamRequest(logGroupName: "app", logStreamName: "s"))
        try await harness.put([(0, "m")])
        #expect(
            try await harness.refusal(
                LogsOperations.filterLogEvents, FilterLogEventsRequest(logGroupName: "app"))?.code
                == "InvalidParameterException")
    }

    @Test func tagsAreChangedByBothWaysOfNaming() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup()
        let arn = "arn:aws:logs:us-east-1:123456789012:log-group:app"
        try await harness.call(
            LogsOperations.tagResource, TagResourceRequest(resourceArn: arn, tags: ["a": "1", "b": "2"]))
        try await harness.call(
            LogsOperations.tagLogGroup, TagLogGroupRequest(logGroupName: "app", tags: ["b": "3", "c": "4"]))
        try await harness.call(
            LogsOperations.untagResource, UntagResourceRequest(resourceArn: arn + ":*", tagKeys: ["a"]))
        let tags = try await harness.call(
            LogsOperations.listTagsForResource, ListTagsForResourceRequest(resourceArn: arn))
        #expect(tags.tags == ["b": "3", "c": "4"])
        let many = Dictionary(uniqueKeysWithValues: (0..<50).map { ("k\($0)", "v") })
        let refusal = try await harness.refusal(
            LogsOperations.tagResource, TagResourceRequest(resourceArn: arn, tags: many))
        #expect(refusal?.code == "TooManyTagsException")
        let reserved = try await harness.refusal(
            LogsOperations.tagResource, TagResourceRequest(resourceArn: arn, tags: ["aws:x": "v"]))
        #expect(reserved?.code == "InvalidParameterException")
    }

    @Test func policiesOfTheAccountSpeakOnlyWhereAServiceCalls() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        let document = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},
            "Action":["logs:CreateLogStream","logs:PutLogEvents"],
            "Resource":"arn:aws:logs:us-east-1:123456789012:log-group:app:*"}]}
            """
        try await harness.call(
            LogsOperations.putResourcePolicy,
            PutResourcePolicyRequest(policyName: "events", policyDocument: document))
        let input = PutLogEventsRequest(
            logGroupName: "app", logStreamName: "s",
            logEvents: [InputLogEvent(timestamp: harness.now, message: "m")])
        let service = Caller(
            kind: .service("events.amazonaws.com"), account: .standard, principalID: "events.amazonaws.com",
            arn: "events.amazonaws.com", accessKeyID: "")
        let check = try #require(try await harness.checks(of: LogsOperations.putLogEvents, input, as: service).first)
        #expect(check.resource == "arn:aws:logs:us-east-1:123456789012:log-group:app:log-stream:s")
        let policies = PolicySet(resource: check.resourcePolicy)
        let request = AccessRequest(
            principal: .service("events.amazonaws.com"), action: check.action, resource: check.resource,
            resourceAccount: .standard, context: RequestContext([:]))
        #expect(policies.decide(request).isAllowed)
        let own = try await harness.checks(of: LogsOperations.putLogEvents, input).first
        #expect(own?.resourcePolicy == nil)
    }

    @Test func anAccountHasTenPoliciesInARegion() async throws {
        let harness = try LogsHarness()
        let document = """
            {"Statement":[{"Effect":"Allow","Principal":{"Service":"route53.amazonaws.com"},"Action":"logs:PutLogEvents",
            "Resource":"*"}]}
            """
        func put(_ name: String) async throws -> Refusal? {
            try await harness.refusal(
                LogsOperations.putResourcePolicy,
                PutResourcePolicyRequest(policyName: name, policyDocument: document))
        }
        for index in 0..<10 { #expect(try await put("p\(index)") == nil) }
        #expect(try await put("p10")?.code == "LimitExceededException")
        #expect(try await put("p3") == nil)
        try await harness.call(
            LogsOperations.deleteResourcePolicy, DeleteResourcePolicyRequest(policyName: "p3"))
        #expect(try await put("p10") == nil)
        let malformed = try await harness.refusal(
            LogsOperations.putResourcePolicy,
            PutResourcePolicyRequest(policyName: "p1", policyDocument: "{}"))
        #expect(malformed?.code == "InvalidParameterException")
    }
}
