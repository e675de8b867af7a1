import Essentials
import EventBridgeModel
import Testing

@testable import EventBridgeService

@Suite struct ScheduleTests {
    static let times: [(expression: String, after: String, next: String?)] = [
        ("rate(5 minutes)", "2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z"),
        ("rate(1 day)", "2026-01-03T07:00:00Z", "2026-01-04T00:00:00Z"),
        ("cron(0 10 * * ? *)", "2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z"),
        ("cron(15 12 * * ? *)", "2026-02-28T13:00:00Z", "2026-03-01T12:15:00Z"),
        ("cron(0 18 ? * MON-FRI *)", "2026-11-27T18:00:00Z", "2026-11-30T18:00:00Z"),
        ("cron(0/15 * * * ? *)", "2026-01-01T10:46:30Z", "2026-01-01T11:00:00Z"),
        ("cron(1/10 * * * ? *)", "2026-01-01T10:00:00Z", "2026-01-01T10:01:00Z"),
        ("cron(0/30 20-2 ? * MON-FRI *)", "2026-11-30T02:30:00Z", "2026-11-30T20:00:00Z"),
        ("cron(15 10 ? * 6L 2019-2022)", "2022-01-01T00:00:00Z", "2022-01-28T10:15:00Z"),
        ("cron(15 10 ? * 6L 2019-2022)", "2023-01-01T00:00:00Z", nil),
        ("cron(0 9 ? * 3#2 *)", "2026-11-01T00:00:00Z", "2026-11-10T09:00:00Z"),
        ("cron(0 9 ? * 3#5 *)", "2026-10-01T00:00:00Z", "2026-12-29T09:00:00Z"),
        ("cron(0 0 L * ? *)", "2028-02-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("cron(0 0 L-3 * ? *)", "2026-04-01T00:00:00Z", "2026-04-27T00:00:00Z"),
        ("cron(0 0 LW * ? *)", "2026-10-01T00:00:00Z", "2026-10-30T00:00:00Z"),
        ("cron(0 0 1W * ? *)", "2026-07-20T00:00:00Z", "2026-08-03T00:00:00Z"),
        ("cron(0 0 15W * ? *)", "2026-11-01T00:00:00Z", "2026-11-16T00:00:00Z"),
        ("cron(0 0 31W * ? *)", "2026-05-01T00:00:00Z", "2026-05-29T00:00:00Z"),
        ("cron(0 0 31 * ? *)", "2026-04-01T00:00:00Z", "2026-05-31T00:00:00Z"),
        ("cron(0 0 29 2 ? *)", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("cron(0 0 ? JAN,JUL SUN *)", "2026-02-01T00:00:00Z", "2026-07-05T00:00:00Z"),
        ("cron(0 0 ? * L *)", "2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z"),
        ("cron(5,35 14 * * ? *)", "2026-01-01T14:05:00Z", "2026-01-01T14:35:00Z"),
        ("cron(0 0 1 1 ? 2199)", "2026-01-01T00:00:00Z", "2199-01-01T00:00:00Z"),
    ]

    @Test(arguments: times)
    func theNextTimeIsAWSs(_ example: (expression: String, after: String, next: String?)) throws {
        let schedule = try #require(ScheduleExpression(example.expression))
        let start = try #require(Timestamp(iso8601: "2026-01-01T00:00:00Z"))
        let after = try #require(Timestamp(iso8601: example.after))
        #expect(schedule.next(after: after, from: min(start, after))?.iso8601 == example.next)
    }

    @Test(arguments: [
        "rate(1 hours)", "rate(5 hour)", "rate(0 minutes)", "rate(-1 minutes)", "rate(1.5 hours)", "rate(5 seconds)",
        "cron(0 10 * * * *)", "cron(0 10 ? * ? *)", "cron(60 10 * * ? *)", "cron(0 24 * * ? *)", "cron(0 0 0 * ? *)",
        "cron(0 0 ? * 8 *)", "cron(0 0 ? * 3#6 *)", "cron(0 0 ? * 3#1,6#3 *)", "cron(0 0 * 13 ? *)",
        "cron(0 0 * * ? 1969)", "cron(0 0 * * ?)", "cron(*/0 * * * ? *)", "cron()", "every day", "",
    ])
    func whatIsNoScheduleIsRefused(_ text: String) {
        #expect(ScheduleExpression(text) == nil)
    }

    /// Against the slowest reading there is: every minute is asked whether it is named.
    @Test func datesByWeekdayAgreeWithTheCalendar() throws {
        let expression = try #require(ScheduleExpression("cron(30 6 ? * 2,4,6 *)"))
        var instant = Timestamp(seconds: 1_700_000_000)
        for _ in 0..<200 {
            let next = try #require(expression.next(after: instant, from: instant))
            let days = (next.seconds / 86_400 + 4) % 7
            #expect([1, 3, 5].contains(days))
            #expect(next.seconds % 86_400 == 6 * 3600 + 30 * 60)
            #expect(next - instant <= .days(3))
            instant = next
        }
    }

    @Test func aScheduledRuleSendsItsEventToItsOwnTargets() async throws {
        let harness = try EventBridgeHarness()
        try await harness.call(
            EventBridgeOperations.putRule, PutRuleRequest(name: "tick", scheduleExpression: "rate(1 minute)"))
        try await harness.call(
            EventBridgeOperations.putTargets,
            PutTargetsRequest(
                rule: "tick", targets: [EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic)]))
        try await harness.rule("other", pattern: #"{"source":["aws.events"]}"#)
        try await harness.runChores()
        harness.time.advance(by: .minutes(1))
        try await harness.runChores()
        harness.time.advance(by: .minutes(3))
        try await harness.runChores()
        try await harness.match()
        let waiting = try await harness.waiting()
        #expect(waiting.map(\.rule) == ["tick", "tick"])
        let event = try JSON(parsing: waiting[0].event)
        #expect(event["detail-type"] == "Scheduled Event")
        #expect(event["resources"] == ["arn:aws:events:us-east-1:123456789012:rule/tick"])
        #expect(event["detail"] == [:])
    }
}
