import Essentials
import EventBridgeModel
import Testing

@testable import EventBridgeService

@Suite struct InputTests {
    static let event =
        #"{"id":"1","time":"2015-11-11T21:29:54Z","resources":["r0","r1"],"detail":{"instance-id":"i-1","state":"RUN","#
        + #""n":5,"list":[{"a":1},{"a":2}],"quote":"a\"b"}}"#

    static let templates: [(template: String, output: String)] = [
        (#""instance <instance> is in <state>""#, #""instance i-1 is in RUN""#),
        (#"{"instance" : <instance>, "state": "<state>"}"#, #"{"instance" : "i-1", "state": "RUN"}"#),
        (#"{"s": [ 9, <state>, true ], "n": <n>}"#, #"{"s": [ 9, "RUN", true ], "n": 5}"#),
        (#"{"d": "x \"<instance>\" y"}"#, #"{"d": "x \"i-1\" y"}"#),
        (#"{"list": <list>}"#, #"{"list": [{"a":1},{"a":2}]}"#), (#""<list>""#, #""[{a:1},{a:2}]""#),
        (#"{"a": <all>}"#, #"{"a": [1,2]}"#), (#""<missing>""#, #""""#), (#"{"q": "<quote>"}"#, #"{"q": "a\"b"}"#),
        ("<instance> is in state <state>", #""i-1" is in state "RUN""#), (#""a < b > c""#, #""a < b > c""#),
        (#""<aws.events.rule-name> triggered""#, #""rule triggered""#),
        (#"{"r": <aws.events.rule-arn>}"#, #"{"r": "arn:aws:events:us-east-1:123456789012:rule/rule"}"#),
        (#"{"t": <aws.events.event.ingestion-time>}"#, #"{"t": "2023-11-14T22:13:20Z"}"#),
        (
            #"{"e": <aws.events.event>}"#,
            #"{"e": {"id":"1","time":"2015-11-11T21:29:54Z","resources":["r0","r1"]}}"#
        ), (#"{"e": <aws.events.event.json>}"#, #"{"e": \#(event)}"#),
    ]

    static let paths = [
        "instance": "$.detail.instance-id", "state": "$.detail.state", "n": "$.detail.n", "list": "$.detail.list",
        "all": "$.detail.list[*].a", "missing": "$.detail.none", "quote": "$.detail.quote",
    ]

    @Test(arguments: templates)
    func templatesComeOutAsDocumented(_ example: (template: String, output: String)) throws {
        let transformer = InputTransformer(inputTemplate: example.template, inputPathsMap: Self.paths)
        #expect(try input(inputTransformer: transformer).text() == example.output)
    }

    @Test(arguments: [
        ("$", event), ("$.detail.state", #""RUN""#), ("$.resources[1]", #""r1""#), ("$.detail.list[0].a", "1"),
        ("$.resources[5]", "null"), ("$.detail['state']", #""RUN""#), ("$.resources[*]", #"["r0","r1"]"#),
    ])
    func pathsLeadIntoTheEvent(_ path: String, _ output: String) throws {
        #expect(try input(inputPath: path).text() == output)
    }

    @Test(arguments: ["", "detail", "$detail", "$.", "$.a[", "$.a[x]", "$..a"])
    func whatIsNoPathIsRefused(_ text: String) {
        #expect(JSONPath(text) == nil)
    }

    @Test func aConstantTakesTheEventsPlace() throws {
        #expect(try input(input: #"{"a":1}"#).text() == #"{"a":1}"#)
    }

    @Test func aTemplateDoesNotGrowWithoutBounds() throws {
        let template = String(repeating: "<all>", count: 1000)
        let long = String(repeating: "x", count: 2000)
        #expect(throws: InputTemplate.TemplateTooLong.self) {
            try InputTemplate(template).render { _ in .string(long) }
        }
    }

    private func input(
        input: String? = nil, inputPath: String? = nil, inputTransformer: InputTransformer? = nil
    ) throws -> TargetInput {
        let target = StoredTarget(
            EventBridgeModel.Target(
                id: "t", arn: EventBridgeHarness.topic, input: input, inputPath: inputPath,
                inputTransformer: inputTransformer))
        let now = Timestamp(seconds: 1_700_000_000)
        return try TargetInput(
            target,
            DeliveryRecord(
                destination: target.arn, id: "1", bus: BusID(account: .standard, region: .standard, name: "default"),
                rule: "rule", target: "t", event: Self.event, ingested: now, isForwarded: false, isReadOnly: false,
                due: now))
    }
}
